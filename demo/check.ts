export async function runChecks(_env: unknown, _signal: AbortSignal): Promise<boolean> { return false; }
