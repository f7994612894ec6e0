// Runs before the page is drawn: lets CSS know that scripts work.
document.documentElement.classList.add("js");
