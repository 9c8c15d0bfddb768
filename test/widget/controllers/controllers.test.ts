import { expect } from '@open-wc/testing';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ApiError, NetworkError } from '../../../widget/api/client.js';
import { LoadController } from '../../../widget/controllers/load-controller.js';
import { PollController } from '../../../widget/controllers/poll-controller.js';
import { waitUntil } from '../support/wait-until.js';

/** As much of an element as a controller sees. */
class Host implements ReactiveControllerHost {
  readonly controllers: ReactiveController[] = [];
  updates = 0;
  readonly updateComplete = Promise.resolve(true);
  addController(controller: ReactiveController): void {
    this.controllers.push(controller);
  }
  removeController(): void {}
  requestUpdate(): void {
    this.updates += 1;
    for (const controller of this.controllers) controller.hostUpdated?.();
  }
  enter(): void {
    for (const controller of this.controllers) controller.hostConnected?.();
  }
  leave(): void {
    for (const controller of this.controllers) controller.hostDisconnected?.();
  }
}

const refusal = (status: number) => new ApiError(status, null);

describe('LoadController', () => {
  it('goes from idle through loading to ready', async () => {
    const load = new LoadController(new Host(), async () => 'value');
    expect(load.phase).to.equal('idle');
    const done = load.run();
    expect(load.phase).to.equal('loading');
    await done;
    expect([load.phase, load.value, load.isLoading]).to.deep.equal(['ready', 'value', false]);
  });

  it('counts down and tries again by itself after no answer, and starts over with 2 s after success', async () => {
    let answers = 0;
    const load = new LoadController(new Host(), async () => {
      answers += 1;
      if (answers === 1) throw new NetworkError('No answer');
      return answers;
    });
    await load.run();
    expect([load.phase, load.retryInS]).to.deep.equal(['error', 2]);
    await waitUntil(() => load.retryInS === 1);
    await waitUntil(() => load.phase === 'ready');
    expect([load.value, load.retryInS, load.error]).to.deep.equal([2, null, null]);
  });

  it('waits 2, 4, 8 s and never more than 30', async () => {
    const load = new LoadController(new Host(), () => Promise.reject(new NetworkError('No answer')));
    const waits: (number | null)[] = [];
    for (let i = 0; i < 6; i += 1) {
      await load.run();
      waits.push(load.retryInS);
    }
    load.hostDisconnected();
    expect(waits).to.deep.equal([2, 4, 8, 16, 30, 30]);
  });

  it('plans no retry when trying again cannot help', async () => {
    const load = new LoadController(new Host(), () => Promise.reject(refusal(403)));
    await load.run();
    expect([load.phase, load.retryInS]).to.deep.equal(['error', null]);
  });

  it('keeps the last value beside the error when a later load fails', async () => {
    let isBroken = false;
    const load = new LoadController(new Host(), async () => {
      if (isBroken) throw refusal(500);
      return 'old';
    });
    await load.run();
    isBroken = true;
    await load.run();
    load.hostDisconnected();
    expect([load.phase, load.value, (load.error as ApiError).status]).to.deep.equal(['ready', 'old', 500]);
  });

  it('drops the load under way when another one starts', async () => {
    const signals: AbortSignal[] = [];
    const answers: ((value: string) => void)[] = [];
    const load = new LoadController(new Host(), (signal) => {
      signals.push(signal);
      return new Promise<string>((resolve) => answers.push(resolve));
    });
    const first = load.run();
    const second = load.run();
    answers[1]!('second');
    await second;
    answers[0]!('first');
    await first;
    expect([load.value, signals[0]!.aborted]).to.deep.equal(['second', true]);
  });

  it('stops when its element leaves the page and loads again when it is back', async () => {
    const host = new Host();
    let loads = 0;
    const load = new LoadController(host, async () => {
      loads += 1;
      return loads;
    });
    await load.run();
    host.leave();
    host.enter();
    await waitUntil(() => load.value === 2);
  });
});

describe('PollController', () => {
  it('looks while there is something to look for, further and further apart', async () => {
    const host = new Host();
    const at: number[] = [];
    const poll = new PollController(host, {
      task: async () => void at.push(performance.now()),
      when: () => at.length < 4,
      firstMs: 40,
      longestMs: 120,
    });
    host.enter();
    await waitUntil(() => at.length === 4);
    const gaps = at.slice(1).map((time, i) => time - at[i]!);
    expect(gaps[0]).to.be.at.least(59);
    expect(gaps[1]).to.be.at.least(89);
    expect(gaps[2]).to.be.at.least(119);
    poll.hostDisconnected();
  });

  it('looks at once when poked, and once more when poked while looking', async () => {
    const host = new Host();
    const answers: (() => void)[] = [];
    const poll = new PollController(host, {
      task: () => new Promise<void>((resolve) => answers.push(resolve)),
      when: () => true,
      firstMs: 60_000,
    });
    host.enter();
    poll.poke();
    expect(answers.length).to.equal(1);
    poll.poke();
    poll.poke();
    answers[0]!();
    await waitUntil(() => answers.length === 2);
    answers[1]!();
    host.leave();
  });

  it('aborts the look under way and looks no more once its element left the page', async () => {
    const host = new Host();
    let given: AbortSignal | undefined;
    const poll = new PollController(host, {
      task: (signal) => {
        given = signal;
        return new Promise<void>(() => undefined);
      },
      when: () => true,
      firstMs: 60_000,
    });
    host.enter();
    poll.poke();
    host.leave();
    expect(given!.aborted).to.equal(true);
    given = undefined;
    poll.poke();
    document.dispatchEvent(new Event('visibilitychange'));
    expect(given).to.equal(undefined);
  });

  it('goes on looking after a look that failed', async () => {
    const host = new Host();
    let looks = 0;
    new PollController(host, {
      task: async () => {
        looks += 1;
        throw new NetworkError('No answer');
      },
      when: () => true,
      firstMs: 10,
      longestMs: 20,
    });
    host.enter();
    await waitUntil(() => looks >= 3);
    host.leave();
  });
});
