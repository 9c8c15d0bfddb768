/** So few deletions at once are believed whatever their share. */
const ALWAYS_BELIEVED = 20;
/** Of the records of an object that we hold. */
const SHARE_BELIEVED = 0.1;

/**
 * Whether so many proven deletions at once are held back for a person: a lost permission, a filter or a wrong import
 * looks just like them. Deleting a part of what may be deleted never makes the rest too many.
 *
 * @param live records of the object that we hold, the gone ones included.
 */
export function isTooMany(gone: number, live: number): boolean {
  return gone > Math.max(ALWAYS_BELIEVED, live * SHARE_BELIEVED);
}
