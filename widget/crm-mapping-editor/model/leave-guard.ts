/** Browsers ask before the page is left when this is listened to and cancelled. */
function keepPage(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** Has the browser ask before the page is left, or no longer. */
export function guardPage(isGuarded: boolean): void {
  if (isGuarded) addEventListener('beforeunload', keepPage);
  else removeEventListener('beforeunload', keepPage);
}
