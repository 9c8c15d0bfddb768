import { expect } from '@open-wc/testing';
import {
  formatDate,
  formatDuration,
  formatList,
  formatNumber,
  formatRelative,
  formatTime,
} from '../../../widget/internal/format.js';
import { readLanguage } from '../../../widget/internal/locale.js';
import { fillMessage, pickMessage } from '../../../widget/locales/messages.js';

const NOW = new Date(2026, 10, 22, 14, 5);

describe('formats', () => {
  it('writes dates and times as the page does, with the year only when it is another one', () => {
    expect(formatDate('en-GB', new Date(2026, 10, 4), NOW)).to.equal('4 Nov');
    expect(formatDate('it', new Date(2026, 10, 4), NOW)).to.equal('4 nov');
    expect(formatDate('en-GB', new Date(2025, 10, 4), NOW)).to.equal('4 Nov 2025');
    expect(formatTime('en-GB', NOW)).to.equal('14:05');
    expect(formatTime('en-US', NOW)).to.match(/^2:05\sPM$/);
  });

  it('groups numbers even below ten thousand', () => {
    expect(formatNumber('en-GB', 2140)).to.equal('2,140');
    expect(formatNumber('it', 2140)).to.equal('2.140');
  });

  it('says how long ago in one unit, rounded down', () => {
    expect(formatRelative('en-GB', NOW.getTime() - 150_000, NOW)).to.equal('2 min ago');
    expect(formatRelative('it', NOW.getTime() - 7_300_000, NOW)).to.equal('2 h fa');
  });

  it('says how long in one unit, never zero', () => {
    expect(formatDuration('en-GB', 0)).to.equal('1 sec');
    expect(formatDuration('en-GB', 350_000)).to.equal('6 min');
  });

  it('joins lists in the language of the page', () => {
    expect(formatList('en-GB', ['a', 'b', 'c'])).to.equal('a, b and c');
    expect(formatList('it', ['a', 'b', 'c'])).to.equal('a, b e c');
  });
});

describe('language', () => {
  const read = (lang: string) => {
    const element = document.createElement('div');
    element.lang = lang;
    return readLanguage(element);
  };

  it('takes words in a language it has, and keeps the region for dates and numbers', () => {
    expect(read('it')).to.deep.equal({ locale: 'it', tag: 'it' });
    expect(read('it-CH')).to.deep.equal({ locale: 'it', tag: 'it-CH' });
    expect(read('en-US')).to.deep.equal({ locale: 'en', tag: 'en-US' });
    expect(read('en')).to.deep.equal({ locale: 'en', tag: 'en-GB' });
  });

  it('speaks English for a language it has no words in, and for a tag that is none', () => {
    expect(read('de-AT')).to.deep.equal({ locale: 'en', tag: 'en-GB' });
    expect(read('it-_')).to.deep.equal({ locale: 'it', tag: 'it' });
  });

  it('finds the language of a host around a shadow root', () => {
    const host = document.createElement('div');
    host.lang = 'it';
    const inner = document.createElement('span');
    host.attachShadow({ mode: 'open' }).append(inner);
    expect(readLanguage(inner).locale).to.equal('it');
  });
});

describe('messages', () => {
  it('fills places with values, templates or nothing', () => {
    const value = { any: 'template' };
    expect(fillMessage('a {x} b {y}{z}', { x: 1, y: value })).to.deep.equal([
      'a ',
      1,
      ' b ',
      value,
      '',
      '',
      '',
    ]);
  });

  it('chooses the plural by count', () => {
    const message = (params: Record<string, unknown>) => (params['count'] === 1 ? 'one' : 'many');
    expect([1, 2].map((count) => pickMessage(message, { count }))).to.deep.equal(['one', 'many']);
  });
});
