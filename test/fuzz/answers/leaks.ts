/** What of the inside must not stand in an answer: stack traces, statements, files, names of programs and libraries. */
const PATTERNS: readonly RegExp[] = [
  /\bat (?:async )?[\w.<>$ ]{1,80} \([^)\n]{1,200}:\d+:\d+\)/,
  /\n\s+at /,
  /node_modules|\/dist\/|file:\/\/\/(?!etc\/hosts)|[\w-]+\.(?:ts|js|mjs|cjs):\d+/,
  /\/(?:home|root|usr|var|tmp|opt|srv|app)\/[\w-]+/,
  /\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM) [^;]{1,200} (?:FROM|VALUES|SET|WHERE) /,
  /violates [\w-]+ constraint|duplicate key value|syntax error at or near|relation "|column "|invalid input syntax|invalid byte sequence/,
  /typeorm|ioredis|bullmq|fastify|nestjs|undici|class-(?:validator|transformer)|postgres|libpq|node:internal|hiredis/i,
  /\b(?:QueryFailedError|TypeError|RangeError|SyntaxError|ReferenceError|ReplyError|ECONN[A-Z]+|ERR_[A-Z_]+|FST_[A-Z_]+|WRONGTYPE)\b/,
  /Unexpected token|is not a function|Cannot read propert|\[object Object\]|in JSON at position/,
];

/** The first thing of that kind in a text. @param told what the caller itself has said */
export function leakIn(text: string, told: string): string | null {
  for (const pattern of PATTERNS) {
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined && !told.includes(found)) return found;
  }
  return null;
}
