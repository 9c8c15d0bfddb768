/** Broken on purpose: after an unknown outcome nobody looks before the write is repeated. */
export async function findByKey(): Promise<null> {
  return null;
}

export async function findMarked(): Promise<null> {
  return null;
}
