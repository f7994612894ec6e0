// Says in words that a key was not read; the sign-in library only tells the console.

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const note = document.getElementById("passkey-failed");
  if (note) note.hidden = false;
});
