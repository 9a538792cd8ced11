import { z } from 'zod';

/** Source: Tavily's public API reference, `POST /search`. */
export const tavilySearchAnswerSchema = z.object({
  answer: z.string().nullish(),
  results: z.array(
    z.object({
      title: z.string().nullish(),
      url: z.string(),
      content: z.string().nullish(),
      score: z.number().nullish(),
      published_date: z.string().nullish(),
    }),
  ),
  usage: z.object({ credits: z.number().nonnegative() }).nullish(),
});

/** Source: Tavily's public API reference, `POST /extract`. */
export const tavilyExtractAnswerSchema = z.object({
  results: z.array(
    z.object({ url: z.string(), title: z.string().nullish(), raw_content: z.string().nullish() }),
  ),
  failed_results: z.array(z.object({ url: z.string() })).nullish(),
  usage: z.object({ credits: z.number().nonnegative() }).nullish(),
});

/** Tavily names countries in English; another name than one of its list is refused, so that only sure ones are here. */
export const TAVILY_COUNTRIES: Readonly<Record<string, string>> = {
  SN: 'senegal',
  ML: 'mali',
  BF: 'burkina faso',
  BJ: 'benin',
  TG: 'togo',
  NE: 'niger',
  GN: 'guinea',
  CM: 'cameroon',
  GA: 'gabon',
  CG: 'congo',
  KE: 'kenya',
  TZ: 'tanzania',
  NG: 'nigeria',
  GH: 'ghana',
  RW: 'rwanda',
  FR: 'france',
};
