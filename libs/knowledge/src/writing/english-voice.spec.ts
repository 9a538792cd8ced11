import { describe, expect, it } from '@jest/globals';
import { asInvitation, inOurVoice, toTheCustomer } from './english-voice.js';

describe('inOurVoice', () => {
  it.each([
    ["I repair my clients' phones", "We repair our clients' phones"],
    ['In three years I want them to work without me', 'In three years we want them to work without us'],
    ['My team visits each house', 'Our team visits each house'],
    ["I'm on the road and I've a truck", "We are on the road and we've a truck"],
    ['We weigh the rice', 'We weigh the rice'],
  ])('turns %j into %j', (given, expected) => {
    expect(inOurVoice(given)).toBe(expected);
  });

  it('leaves a role of one person to be quoted', () => {
    expect(inOurVoice('I am a nurse trained in Eldoret')).toBeNull();
    expect(inOurVoice('As a mother, I know')).toBeNull();
  });
});

describe('toTheCustomer', () => {
  it.each([
    ['who', 'cannot be without their phone for a day', 'you cannot be without your phone for a day'],
    ['who', 'needs a dress by Friday', 'you need a dress by Friday'],
    ['whose', 'artist came late on the day', 'your artist came late on the day'],
    ['whose', 'waiters lose tips because they are shy', 'your waiters lose tips because they are shy'],
  ])('says "%s %s" to one of them', (pronoun, predicate, expected) => {
    expect(toTheCustomer(pronoun, predicate)).toBe(expected);
  });

  it('does not risk a clause about a third person', () => {
    expect(toTheCustomer('who', 'ask the boss and he never answers')).toBeNull();
  });
});

describe('asInvitation', () => {
  it('speaks to the customer', () => {
    expect(asInvitation('get their phone back')).toBe('get your phone back');
  });
});
