import { expect, test } from '@jest/globals';
import { attachedName, captionOf, fileWords } from './attachment.ts';
import { fileName } from './file.ts';

const pdf = { kind: 'document', mime: 'application/pdf' } as const;

test.each([
  ['Rechnung für Ana.pdf', 'Rechnung für Ana.pdf'],
  ['C:\\Users\\ana\\scan.PDF', 'scan.pdf'],
  ['../../etc/passwd', 'passwd.pdf'],
  ['setup.exe', 'setup.pdf'],
  ['a\u0000b\u202egpj.exe', 'abgpj.pdf'],
  ['what?"<now>|.pdf', 'whatnow.pdf'],
  ['.pdf', 'document.pdf'],
  ['', 'document.pdf'],
  [`${'ä'.repeat(300)}.pdf`, `${'ä'.repeat(100)}.pdf`],
])('a file given as %j is called %j, and may be saved under that name', (given, name) => {
  expect(attachedName(given, pdf)).toBe(name);
  expect(fileName('document', 'application/pdf', `Here it is\n${name}`)).toBe(name);
});

test('a picture has the ending of what it is', () => {
  expect(attachedName('holiday.png', { kind: 'image', mime: 'image/jpeg' })).toBe('holiday.jpg');
  expect(attachedName('', { kind: 'image', mime: 'image/png' })).toBe('image.png');
});

test('a document says its name on the last line, a picture none; both can be told apart again', () => {
  for (const caption of ['', 'Here it is', 'two\nlines']) {
    expect(captionOf('document', fileWords('document', caption, 'a.pdf'))).toEqual({ caption, name: 'a.pdf' });
    expect(captionOf('image', fileWords('image', caption, 'a.jpg'))).toEqual({ caption, name: '' });
  }
});
