from django.apps import AppConfig


class SentencingConfig(AppConfig):
    name = "sentencing"
