"""The lines of who must not meet, and of groups, in the access matrix (``tests/access_matrix.py``)."""

MEETINGS = """
apart               prison  GET  200  >    -    x   x   +   +   -   +   -   -   -   -   -
person_apart_end    pair    GET  200  >    -    -   -   +   +   -   -   -   -   -   -   -
person_apart_end    pair    POST 422  >    -    -   -   +   +   -   -   -   -   -   -   -
person_apart_allow  person  GET  200  >    -    -   -   +   -   -   +   -   -   -   -   -
person_apart_allow  person  POST 422  >    -    -   -   +   -   -   +   -   -   -   -   -
person_alert_review alert   GET  200  >    -    -   +   +   +   -   -   -   -   -   -   -
person_alert_review alert   POST 422  >    -    -   +   +   +   -   -   -   -   -   -   -
groups              ·       GET  200  >    -    -   -   +   -   -   +   -   -   -   -   -
group_new           ·       GET  200  >    -    -   -   -   -   -   +   -   -   -   -   -
group_new           ·       POST 422  >    -    -   -   -   -   -   +   -   -   -   -   -
group               group   GET  200  >    -    -   -   *   -   -   *   -   -   -   -   -
group_member        group   GET  200  >    -    -   -   -   -   -   *   -   -   -   -   -
group_member        group   POST 422  >    -    -   -   -   -   -   *   -   -   -   -   -
group_apart         group   GET  200  >    -    -   -   -   -   -   *   -   -   -   -   -
group_apart         group   POST 422  >    -    -   -   -   -   -   *   -   -   -   -   -
group_apart_review  rivals  GET  200  >    -    -   -   -   -   -   *   -   -   -   -   -
group_apart_review  rivals  POST 422  >    -    -   -   -   -   -   *   -   -   -   -   -
membership_end      member  POST 302  >    -    -   -   -   -   -   *   -   -   -   -   -
"""
