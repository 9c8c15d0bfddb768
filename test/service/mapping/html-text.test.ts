import assert from 'node:assert/strict';
import { test } from 'node:test';
import { htmlToText, textToHtml } from '../../../service/mapping/html-text.js';
import { seededRandom } from './helpers.js';

const READ: [string, string, string][] = [
  ['paragraphs are a blank line apart', '<p>One</p><p>Two</p>', 'One\n\nTwo'],
  ['line breaks stay', 'One<br>Two<BR/>Three', 'One\nTwo\nThree'],
  ['blocks begin on a line of their own', '<div>One</div><div>Two<div>Three</div></div>', 'One\nTwo\nThree'],
  ['white space is one space', '<p> a\n\t b  <b> c</b> </p>', 'a b c'],
  ['list items have a dash', '<ul><li>a</li><li><b>b</b></li></ul>after', '- a\n- b\n\nafter'],
  ['cells of a row are apart', '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
  ['scripts and styles are left out', '<style>p{}</style>a<script>alert("</p>")</script >b', 'ab'],
  ['comments are left out', 'a<!-- <b>x</b> -->b<!doctype html>c', 'abc'],
  ['a > in an attribute does not end the tag', '<a title="x > y" href=\'>\'>link</a>', 'link'],
  [
    'references are read once',
    '<p>&lt;b&gt; &amp;amp; &eacute;&#232;&#xE0;&nbsp;&euro;</p>',
    '<b> &amp; éèà €',
  ],
  [
    'references to no character are replaced',
    '<p>&#0;&#xD800;&#x110000;&nope;</p>',
    '\ufffd\ufffd\ufffd&nope;',
  ],
  ['a lone < is text', '<p>1 < 2 and 3 <4</p>', '1 < 2 and 3 <4'],
  ['text without tags keeps its lines', 'Hello\n\n  there &amp; you\n', 'Hello\n\n  there & you'],
  ['a tag that never ends hides the rest', 'a<b title="', 'a'],
];

for (const [name, html, text] of READ) {
  test(`from HTML: ${name}`, () => {
    assert.equal(htmlToText(html), text);
  });
}

test('nothing in a text can become markup', () => {
  const html = textToHtml('<script>alert("1" & \'2\')</script>\r\n</p><img src=x onerror=y>');
  assert.equal(
    html,
    '<p>&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;<br>&lt;/p&gt;&lt;img src=x onerror=y&gt;</p>',
  );
});

test('tidy text comes back from its HTML', () => {
  const random = seededRandom(7);
  const pieces = [
    'a',
    'b & c',
    '<b>',
    '&lt;',
    '"',
    "'",
    '- item',
    '</p>',
    '<!--',
    'è€😀',
    '<script>',
    '&#60;',
  ];
  for (let count = 0; count < 2000; count += 1) {
    let text = '';
    for (let index = 0; index < 1 + Math.floor(random() * 6); index += 1) {
      if (text !== '') text += ['\n', '\n\n', ' '][Math.floor(random() * 3)] ?? '';
      text += pieces[Math.floor(random() * pieces.length)] ?? '';
    }
    assert.equal(htmlToText(textToHtml(text)), text);
  }
});

test('HTML written from any text holds no tag but p and br', () => {
  const random = seededRandom(8);
  for (let count = 0; count < 1000; count += 1) {
    let text = '';
    for (let index = 0; index < 40; index += 1)
      text += '<>&"\'/=!-p br\n\0;#x'.charAt(Math.floor(random() * 19));
    assert.equal(
      textToHtml(text)
        .replace(/<\/?p>|<br>/g, '')
        .search(/[<>"']/),
      -1,
    );
  }
});

/** Each took quadratic time in some parser; a megabyte must not stop the process. */
for (const piece of [
  '<',
  '<a',
  '<a "',
  '<a ="',
  "<a ='>",
  '<!--',
  '&',
  '&#',
  '<b> </b> ',
  '<script>',
  '</',
  '<p>\n',
  ' ',
]) {
  test(`a megabyte of ${JSON.stringify(piece)} is read in linear time`, () => {
    const html = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const before = process.cpuUsage();
    htmlToText(`${html}<i>`);
    textToHtml(html);
    // Of the processor, whose other work does not count.
    assert.ok(process.cpuUsage(before).user < 5_000_000);
  });
}
