// The reader's own choice of light or dark, made before anything is drawn; without one the system's holds.
"use strict";
document.documentElement.classList.add("js");
try {
  const theme = localStorage.getItem("tema");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* a browser that keeps nothing */ }
