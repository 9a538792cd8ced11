const REFERENCE = { type: 'string', format: 'uri-reference' } as const;

/** `headers` of an answer that says where something is. */
export const located = (description: string) => ({ Location: { description, schema: REFERENCE } });

/** `headers` of a page of a list. Source: RFC 8288. */
export const NEXT_PAGE = {
  Link: {
    description: 'The next page, `rel="next"`; absent at the end.',
    schema: { type: 'string', maxLength: 2_048 },
  },
} as const;
