"""The component gallery, open to everyone who is signed in: it holds invented people only."""

from django.http import HttpResponse
from django.shortcuts import render

from corrections import gallery as parts
from corrections.access import StaffRequest, signed_in


@signed_in
def gallery(request: StaffRequest) -> HttpResponse:
    return render(request, "corrections/gallery.html", {"sections": parts.sections(request, at=request.at)})
