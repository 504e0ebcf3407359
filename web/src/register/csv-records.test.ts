import { describe, expect, it } from 'vitest';
import { decode, failedRecords, merge, recordsOf, withoutFailed, withoutRows } from './csv-records';

describe('records', () => {
  it('end at line ends of every kind', () => expect(recordsOf('a\r\nb\nc\rd')).toEqual(['a\r\n', 'b\n', 'c\r', 'd']));
  it('keep a line end within quotes', () => expect(recordsOf('a,"x\r\ny"\r\nb')).toEqual(['a,"x\r\ny"\r\n', 'b']));
  it('keep doubled quotes', () => expect(recordsOf('"a ""b""\n c"\nd')).toEqual(['"a ""b""\n c"\n', 'd']));
  it('are blank lines too', () => expect(recordsOf('a\n\n  \nb\n')).toEqual(['a\n', '\n', '  \n', 'b\n']));
});

describe('merging', () => {
  const first = { name: 'a.csv', text: 'M,S\r\nx,1' };
  it('takes the header once and ends every row', () => expect(merge([first, { name: 'b.csv', text: 'm,s\ny,2\n' }])).toEqual({ ok: true, text: 'M,S\r\nx,1\r\ny,2\n' }));
  it('refuses other columns', () => expect(merge([first, { name: 'b.csv', text: 'S,M\ny,2\n' }])).toEqual({ ok: false, reason: 'header', name: 'b.csv' }));
  it('refuses a file without rows', () => expect(merge([{ name: 'a.csv', text: 'M,S\n' }])).toEqual({ ok: false, reason: 'empty', name: 'a.csv' }));
});

describe('taking rows out', () => {
  it('counts the header as row 1', () => expect(withoutRows('H\na\nb\nc\n', new Set([3]))).toBe('H\na\nc\n'));
  it('counts a record of two lines once', () => expect(withoutRows('H\n"a\na"\nb\nc', new Set([3]))).toBe('H\n"a\na"\nc\r\n'));
});

describe('taking rows out of a text with blank lines', () => {
  it('counts them', () => expect(withoutRows('H\n\na\nb\n', new Set([3]))).toBe('H\n\nb\n'));
});

describe('the forecast as CSV', () => {
  const header = 'Serial Number,State,State,Error code\r\n';
  it('tells of each record whether it would fail', () => {
    expect(failedRecords(`${header}"a,""\r\nb",x,failed,y\r\nc,failed,registered,\r\n`)).toEqual([true, false]);
  });
  it('takes out those records', () => expect(withoutFailed('H\n\na\nb\nc', [false, true, false])).toBe('H\na\nc\r\n'));
  it('takes out none of a text that it does not fit', () => expect(withoutFailed('H\na\nb\n', [true])).toBeUndefined());
});

describe('decoding', () => {
  const bytes = (...values: number[]) => new Uint8Array(values).buffer;
  it('reads UTF-8, with a mark and without', () => {
    expect(decode(bytes(0xc3, 0xa4))).toBe('ä');
    expect(decode(bytes(0xef, 0xbb, 0xbf, 0x61))).toBe('a');
  });
  it('reads UTF-16 with its mark', () => expect(decode(bytes(0xff, 0xfe, 0x61, 0x00))).toBe('a'));
  it('says when it is neither', () => expect(decode(bytes(0xe4, 0x61))).toBeUndefined());
  it('reads nothing of nothing', () => expect(decode(bytes())).toBe(''));
});
