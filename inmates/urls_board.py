"""Addresses of the board, the sheet beside it, and the log of a unit."""

from django.urls import URLPattern, path

from inmates.views import board, board_cell, board_person, log

urlpatterns: list[URLPattern] = [
    path("units/<int:pk>/board/", board.board, name="board"),
    path("units/<int:pk>/agenda/", board.board_agenda, name="board_agenda"),
    path("units/<int:pk>/log/", log.unit_log, name="unit_log"),
    path("units/<int:pk>/log/names/", log.unit_log_names, name="unit_log_names"),
    path("units/<int:pk>/log/reading/", log.unit_log_reading, name="unit_log_reading"),
    path("log/<int:pk>/correct/", log.log_correct, name="log_correct"),
    path("log/<int:pk>/verify/", log.log_verify, name="log_verify"),
    path("log/<int:pk>/rely/", log.log_rely, name="log_rely"),
    path("board/people/<uuid:uuid>/", board_person.board_person, name="board_person"),
    path("board/people/<uuid:uuid>/move/", board_person.board_move, name="board_move"),
    path("board/people/<uuid:uuid>/depart/", board_person.board_depart, name="board_depart"),
    path("board/movements/<int:pk>/arrived/", board_person.board_arrived, name="board_arrived"),
    path("board/movements/<int:pk>/undo/", board_person.board_undo, name="board_undo"),
    path("board/absences/<int:pk>/return/", board_person.board_return, name="board_return"),
    path("board/cells/<int:pk>/", board_cell.board_cell, name="board_cell"),
]
