import { describe, expect, it } from '@jest/globals';
import { isOwnMachine } from './own-machine.js';

describe('isOwnMachine', () => {
  it.each([
    'http://127.0.0.1:8080/v1',
    'http://localhost',
    'http://ollama:11434',
    'http://192.168.1.7',
    'http://[::1]:1',
    'http://gpu.lan',
  ])('holds for %s', (url) => {
    expect(isOwnMachine(new URL(url))).toBe(true);
  });

  it.each(['https://api.mistral.ai/v1', 'https://8.8.8.8', 'https://[2606:4700::1]'])(
    'does not hold for %s',
    (url) => {
      expect(isOwnMachine(new URL(url))).toBe(false);
    },
  );
});
