/** One step of `npm run check`. */
export interface CheckStep {
  /** One word, used as a filter. */
  name: string;
  /** What holds when it passes. */
  title: string;
  /** Resolves with what to show, possibly nothing; throws an Error whose message is the whole report of a failure. */
  run(): Promise<string>;
}
