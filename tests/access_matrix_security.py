"""The lines of counts, rounds, locks and the handover in the access matrix (``tests/access_matrix.py``)."""

SECURITY = """
counts           ·         GET  200  >    -    +   +   +   +   +   +   +   -   +   -   -
count            count     GET  200  >    -    +   +   +   +   +   +   +   -   +   -   -
count_start      count     POST 409  >    -    +   +   +   -   -   -   -   -   -   -   -
count_submit     count     POST 409  >    -    +   +   +   -   -   -   -   -   -   -   -
count_recount    count     POST 302  >    -    +   +   +   -   -   -   -   -   -   -   -
count_agree      count     POST 422  >    -    +   +   +   -   -   -   -   -   -   -   -
count_step       countstep POST 302  >    -    +   +   +   -   -   -   -   -   -   -   -
count_certify    count     POST 422  >    -    -   -   +   -   -   +   -   -   -   -   -
count_abandon    count     POST 422  >    -    -   -   +   -   -   +   -   -   -   -   -
counts_certify   ·         POST 302  >    -    -   -   +   -   -   +   -   -   -   -   -
count_emergency  prison    GET  200  >    -    -   -   +   -   -   +   -   -   -   -   -
count_emergency  prison    POST 302  >    -    -   -   +   -   -   +   -   -   -   -   -
count_plans      ·         GET  200  >    -    -   -   +   -   -   +   -   -   -   -   -
count_plan_form  unit      GET  200  >    -    -   -   +   -   -   +   -   -   -   -   -
count_plan_form  unit      POST 422  >    -    -   -   +   -   -   +   -   -   -   -   -
count_plan_end   countplan POST 302  >    -    -   -   +   -   -   +   -   -   -   -   -
handover         unit    GET  200  >    -    +   +   +   +   +   +   -   -   +   -   -
handover_give    unit    POST 422  >    -    +   +   +   -   -   -   -   -   -   -   -
handover_take    unit    POST 422  >    -    +   +   +   -   -   -   -   -   -   -   -
handover_take_alone unit POST 422  >    -    +   +   +   -   -   -   -   -   -   -   -
handover_note    unit    POST 422  >    -    +   +   +   -   -   -   -   -   -   -   -
handover_read    unit    POST 302  >    -    +   +   +   -   -   -   -   -   -   -   -
note_verify      hnote   GET  200  >    -    +   +   +   -   -   -   -   -   -   -   -
note_verify      hnote   POST 422  >    -    +   +   +   -   -   -   -   -   -   -   -
note_rely        hnote   GET  200  >    -    -   -   -   +   -   +   -   -   -   -   -
note_rely        hnote   POST 422  >    -    -   -   -   +   -   +   -   -   -   -   -
handover_equipment unit  POST 302  >    -    +   +   +   -   -   -   -   -   -   -   -
unit_equipment   unit    GET  200  >    -    -   -   +   -   -   +   -   -   -   -   -
unit_equipment   unit    POST 422  >    -    -   -   +   -   -   +   -   -   -   -   -
climate          unit    GET  200  >    -    +   +   +   +   +   +   -   -   +   -   -
count_worker     ·       GET  200  >    -    +   +   +   +   +   +   +   -   +   -   -
count_round      count   GET  200  >    -    +   +   +   +   +   +   +   -   +   -   -
count_events     count   POST 400  >    -    +   +   +   -   -   -   -   -   -   -   -
count_tap        count   POST 302  >    -    +   +   +   -   -   -   -   -   -   -   -
count_difference count   GET  200  >    -    +   +   +   +   +   +   +   -   +   -   -
rounds           unit    GET  200  >    -    +   +   +   +   +   +   -   -   +   -   -
rounds_events    unit    POST 400  >    -    +   +   +   -   -   -   -   -   -   -   -
rounds_worker    ·       GET  200  >    -    +   +   +   +   +   +   -   -   +   -   -
round_check      observation POST 422  >    -    +   +   +   -   -   -   -   -   -   -   -
observation_start person GET  200  >    -    +   +   +   -   -   +   -   -   -   -   -
observation_start person POST 422  >    -    +   +   +   -   -   +   -   -   -   -   -
observation_end  watch   GET  200  >    -    -   -   +   -   -   +   -   -   -   -   -
observation_end  watch   POST 422  >    -    -   -   +   -   -   +   -   -   -   -   -

doors            unit    GET  200  >    -    +   +   +   +   +   +   -   -   +   -   -
long_in_cell     ·       GET  200  >    -    +   +   +   +   +   +   -   -   +   -   -
door_turn        unit    POST 422  >    -    +   +   +   -   -   -   -   -   -   -   -
door_person      person  GET  200  >    -    +   +   +   -   -   -   -   -   -   -   -
door_person      person  POST 422  >    -    +   +   +   -   -   -   -   -   -   -   -
door_correct     turned  GET  200  >    -    +   +   +   -   -   -   -   -   -   -   -
door_correct     turned  POST 422  >    -    +   +   +   -   -   -   -   -   -   -   -
daily_order_new  unit    GET  200  >    -    -   -   +   -   -   +   -   -   -   -   -
daily_order_new  unit    POST 422  >    -    -   -   +   -   -   +   -   -   -   -   -
daily_order_end  orderline POST 302 >   -    -   -   +   -   -   +   -   -   -   -   -
"""
