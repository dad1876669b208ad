import { describe, expect, test } from '@jest/globals';
import { disposition, fileName, servedAs } from './file.ts';
import type { FileKind } from './file.ts';

describe('given a file that a customer sent', () => {
  test.each<[FileKind, string, string, boolean]>([
    ['image', 'image/jpeg', 'image/jpeg', true],
    ['image', 'image/png', 'image/png', true],
    ['sticker', 'image/webp', 'image/webp', true],
    ['video', 'video/mp4', 'video/mp4', true],
    ['audio', 'audio/ogg', 'audio/ogg', true],
    ['document', 'application/pdf', 'application/pdf', false],
    ['document', 'text/plain', 'text/plain', false],
    ['document', 'text/html', 'application/octet-stream', false],
    ['document', 'image/svg+xml', 'application/octet-stream', false],
    ['document', 'application/xhtml+xml', 'application/octet-stream', false],
    ['document', 'image/jpeg', 'application/octet-stream', false],
    ['image', 'image/svg+xml', 'application/octet-stream', false],
    ['image', 'text/html', 'application/octet-stream', false],
    ['document', '', 'application/octet-stream', false],
    ['document', 'constructor', 'application/octet-stream', false],
  ])('then a %s of %p is given as %s, in place: %s', (kind, mime, type, inline) => expect(servedAs(kind, mime)).toEqual({ type, inline }));

  test.each<[FileKind, string, string, string]>([
    ['document', 'application/pdf', 'Rechnung März.pdf', 'Rechnung März.pdf'],
    ['document', 'application/pdf', 'please look', 'document.pdf'],
    ['document', 'application/zip', 'Please look: a.pdf\nFotos.zip', 'Fotos.zip'],
    ['document', 'application/zip', 'a.pdf\nplease look', 'document.bin'],
    ['document', 'text/html', 'x', 'document.bin'],
    ['document', 'application/pdf', '../../etc/passwd.pdf', 'document.pdf'],
    ['document', 'application/pdf', '.htaccess', 'document.pdf'],
    ['document', 'application/pdf', 'a"b.pdf', 'document.pdf'],
    ['document', 'application/pdf', 'a\u202efdp.exe', 'document.pdf'],
    ['document', 'application/pdf', `${'x'.repeat(121)}.pdf`, 'document.pdf'],
    ['image', 'image/jpeg', 'look.exe', 'image.jpeg'],
    ['image', 'image/gif', '', 'image.bin'],
  ])('then a %s of %s with the words %p is saved as %s', (kind, mime, words, name) => expect(fileName(kind, mime, words)).toBe(name));

  test('then its name cannot leave the header', () => {
    expect(disposition(false, "März (1)'s.pdf")).toBe("attachment; filename*=UTF-8''M%C3%A4rz%20%281%29%27s.pdf");
    expect(disposition(true, 'a"\r\nx')).toBe("inline; filename*=UTF-8''a%22%0D%0Ax");
  });
});
