"""Print the variables that docker-compose.yml asks for, every secret new:

python3 -m corrections.launch.newenv prison.example.org health.example.org /path/to/tls > .env
"""

import argparse
import secrets
import sys

from corrections.launch.say import say

SECRETS = (
    "POSTGRES_PASSWORD",
    "MIGRATOR_DB_PASSWORD",
    "WEB_DB_PASSWORD",
    "CLINICAL_DB_PASSWORD",
    "REPORT_DB_PASSWORD",
    "BACKUP_DB_PASSWORD",
    "BACKUP_PRISON_DB_PASSWORD",
    "WEB_REDIS_PASSWORD",
    "CLINICAL_REDIS_PASSWORD",
    "MIGRATE_SECRET_KEY",
    "WEB_SECRET_KEY",
    "CLINICAL_SECRET_KEY",
    "CTX_KEY",
    "JOURNAL_KEY",
)


def variables(host: str, clinical_host: str, tls: str) -> dict[str, str]:
    """Hexadecimal, because some stand in addresses, where other characters have a meaning."""
    named = {"PMS_HOST": host, "PMS_CLINICAL_HOST": clinical_host, "PMS_TLS": tls}
    return named | {name: secrets.token_hex(32) for name in SECRETS}


def main() -> int:
    parser = argparse.ArgumentParser(description="Print a new .env for docker-compose.yml.")
    parser.add_argument("host", help="the name of the prison's address")
    parser.add_argument("clinical_host", help="the name of the health service's address, another one")
    parser.add_argument("tls", help="the folder with fullchain.pem and privkey.pem for both names")
    chosen = parser.parse_args()
    for name, value in variables(chosen.host, chosen.clinical_host, chosen.tls).items():
        say(f"{name}={value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
