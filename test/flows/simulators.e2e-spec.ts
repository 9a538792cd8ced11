import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SimulatedVendors, startSimulatedVendors } from '../../scripts/local/simulated-vendors.mjs';

const START_MS = 60_000;
const ANY = 0;

describe('the simulated vendors, as a process of their own', () => {
  const ending = new AbortController();
  let simulated: SimulatedVendors;

  beforeAll(async () => {
    simulated = await startSimulatedVendors({ firstPort: ANY, ending: ending.signal });
  }, START_MS);
  afterAll(() => simulated.stop());

  const urlOf = (name: string) => {
    const vendor = simulated.vendors.find((one) => one.name === name);
    if (vendor === undefined) throw new Error(`${name} is not simulated`);
    return vendor.url;
  };
  const ask = (body: object) =>
    fetch(`${urlOf('openai')}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${simulated.environment['OPENAI_API_KEY']}`,
        'content-type': 'application/json',
        'idempotency-key': 'run/task/call',
      },
      body: JSON.stringify(body),
    });
  const QUESTION = { model: 'gpt-6-luna', messages: [{ role: 'user', content: 'Bonjour' }] };

  it('are all of them, each with settings that lead to it', () => {
    expect(simulated.vendors.map(({ name }) => name).sort()).toEqual([
      'anthropic',
      'dc360',
      'deepseek',
      'kimi',
      'local',
      'openai',
      'tavily',
    ]);
    const settings = Object.values(simulated.environment);
    for (const { url } of simulated.vendors) {
      expect(settings.some((value) => value.startsWith(url))).toBe(true);
    }
  });

  it('speak as the vendor does, and refuse a wrong key', async () => {
    const answer = await ask(QUESTION);

    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: expect.any(String) } }],
      usage: { prompt_tokens: expect.any(Number) },
    });
    expect((await fetch(`${urlOf('openai')}/v1/models`)).status).toBe(401);
  });

  it('are told over HTTP what goes wrong, and tell what they were asked', async () => {
    await fetch(`${urlOf('openai')}/__ledger`, { method: 'DELETE' });
    await fetch(`${urlOf('openai')}/__script`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ behaviour: { kind: 'rate_limited', retryAfter: '2' } }]),
    });
    const refused = await ask(QUESTION);
    const answered = await ask(QUESTION);

    expect([refused.status, refused.headers.get('retry-after'), answered.status]).toEqual([429, '2', 200]);
    const ledger = JSON.stringify(await (await fetch(`${urlOf('openai')}/__ledger`)).json());
    expect(ledger.match(/run\/task\/call/g)?.length).toBeGreaterThanOrEqual(2);
  });
});
