/** The Mocha globals that @web/test-runner gives to element tests; its own types are not a dependency. */
interface MochaContext {
  timeout(ms: number): this;
  skip(): never;
}
type MochaBody = (this: MochaContext) => void | Promise<void>;
interface MochaBlock {
  (title: string, body: (this: MochaContext) => void): void;
  only(title: string, body: (this: MochaContext) => void): void;
  skip(title: string, body: (this: MochaContext) => void): void;
}
interface MochaTest {
  (title: string, body?: MochaBody): void;
  only(title: string, body: MochaBody): void;
  skip(title: string, body?: MochaBody): void;
}

declare const describe: MochaBlock;
declare const it: MochaTest;
declare function before(body: MochaBody): void;
declare function after(body: MochaBody): void;
declare function beforeEach(body: MochaBody): void;
declare function afterEach(body: MochaBody): void;
