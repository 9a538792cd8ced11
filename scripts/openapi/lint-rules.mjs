/** Rules of Spectral that are off, each with its reason. @type {Readonly<Record<string, string>>} */
export const switchedOff = {
  'owasp:api4:2023-string-restricted':
    'Most texts are prose in the words of a person or a model: a pattern would say no more than their length does. ' +
    'Where a text has a form, the schema says it.',
  'operation-description':
    'Each operation has a summary; a description stands where there is more to say, and is no repetition of it.',
  'contact-properties':
    'The service is run by whoever deploys it: the document cannot know whom to write to.',
};

/** What stays as it is although a rule speaks against it. One that excuses nothing any more fails the check.
 *  `where` is a JSON Pointer without its first slash.
 *  @type {readonly { rule: string, where: RegExp, why: string }[]} */
export const exceptions = [
  {
    rule: 'no-ambiguous-paths',
    where: /^paths\/~1api~1v1~1business-brief~1\{briefId\}~1status$/,
    why: 'Both addresses are DigitalCloud360’s contract 1.0.0. No id of a brief is `user`, no user is called `status`.',
  },
  {
    rule: 'owasp:api1:2023-no-numeric-ids',
    where: /^paths\/~1api~1v1~1business-brief~1user~1\{userId\}\//,
    why: 'DigitalCloud360’s own id of its user, for DigitalCloud360 alone: ours are UUIDs.',
  },
  {
    rule: 'owasp:api2:2023-write-restricted',
    where:
      /^paths\/~1api~1v1~1auth~1(register|token|refresh|password-reset|dc360~1token|dc360~1exchange)\/post\/security$/,
    why: 'Whoever signs up or in has no token yet; these take a password, a code or a token in the body.',
  },
  {
    rule: 'owasp:api8:2023-define-error-responses-401',
    where: /^paths\/~1api~1v1~1auth~1(register|password-reset)\/post\//,
    why: 'Public, and what they are given is no credential: nothing there is answered with 401.',
  },
  {
    rule: 'owasp:api2:2023-read-restricted',
    where: /^paths\/~1(health(~1(live|ready|startup|integrations))?)?\/get\/security$/,
    why: 'Probes of load balancers and clusters, and the name of the service: they carry no token and learn nothing.',
  },
  {
    rule: 'owasp:api8:2023-define-error-responses-401',
    where: /^paths\/~1(health(~1(live|ready|startup|integrations))?)?\/get\//,
    why: 'As above.',
  },
  {
    rule: 'owasp:api4:2023-string-limit',
    where:
      /^paths\/~1api~1v1~1(coaching~1step\/post|business~1brief~1\{briefId\}~1events\/get)\/responses\/200\/content\/text~1event-stream\/schema$/,
    why: 'A stream has no length that is known when it begins.',
  },
  {
    rule: 'owasp:api4:2023-rate-limit-responses-429',
    where: /^paths\/~1health(~1(live|ready|startup|integrations))?\/get\//,
    why: 'Probes come from everywhere at fixed times: they are not limited, and answer without looking at much.',
  },
  {
    rule: 'owasp:api4:2023-rate-limit',
    where: /^paths\/~1health(~1(live|ready|startup|integrations))?\/get\//,
    why: 'As above.',
  },
];
