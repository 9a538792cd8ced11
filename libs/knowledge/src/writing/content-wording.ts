import type { IdeaVoice } from './idea-voice.js';

type Line = readonly ((idea: IdeaVoice) => string)[];
type LineWith = readonly ((idea: IdeaVoice, said: string) => string)[];

/**
 * Wordings around the person's own words, at least five of each, so that two sites of one trade do not read alike.
 * They state nothing about the business that was not said: no figure, no proof, no promise of theirs.
 */
export interface ContentPhrases {
  /** After a question to the customer. */
  readonly heroBridge: Line;
  /** Where no question could be made. */
  readonly heroWelcome: Line;
  /** `said`: who it is for, with article. */
  readonly forWhom: LineWith;
  /** `said`: the price in the person's words. */
  readonly price: LineWith;
  /** `said`: who it is for, with article and what is said of them. */
  readonly audience: LineWith;
  readonly wish: LineWith;
  readonly goal: LineWith;
  readonly statement: LineWith;
  /** Stands in for a vision that says nothing to a visitor. */
  readonly noVision: Line;
  /** `said`: the sentences of the mission. */
  readonly journey: LineWith;
  /** `said`: a mission that is only a few words, lower case, without full stop. */
  readonly plainWork: LineWith;
  /** `said`: the part of a wish that is about others, `que …`. */
  readonly alsoWish: LineWith;
  /** `said`: "les femmes … à avoir …", "women … get …": what the business helps with. */
  readonly helpMission: LineWith;
  /** `said`: the sentence of the offer. */
  readonly offerMission: LineWith;
  readonly aboutCall: Line;
  readonly servicesIntro: Line;
  /** Where no service was given; `said`: the offer. */
  readonly offerOnly: LineWith;
  /** `said`: the service. About a service of which nothing more is known. */
  readonly service: LineWith;
  readonly serviceCall: LineWith;
  /** `said`: how the business works. */
  readonly approach: LineWith;
  /** `said`: the services as a list, else the offer's heading. */
  readonly contactIntro: LineWith;
  /** Invites a message; how soon it is answered is for the person to promise. */
  readonly replyPromise: Line;
  readonly whatsappLabels: Line;
  readonly phoneChannelLabels: Line;
  readonly emailLabels: Line;
  readonly visitLabels: Line;
  readonly nameLabels: readonly string[];
  readonly phoneLabels: readonly string[];
  /** `said`: what the message may be about. */
  readonly messageLabels: LineWith;
  readonly tone: LineWith;
  /** Headings of values by the theme that the person's words show. */
  readonly themes: Readonly<Record<ValueTheme, readonly string[]>>;
  /** Headings where no theme shows, one for each source of words. */
  readonly plainValues: Readonly<
    Record<'difference' | 'mission' | 'offer' | 'vision' | 'audience' | 'place', readonly string[]>
  >;
  /** Fillers from what is known when the texts hold too little for three benefits. */
  readonly placeBenefit: Line;
  readonly servicesBenefit: LineWith;
  readonly nameBenefit: Line;
}

export type ValueTheme =
  | 'time'
  | 'guarantee'
  | 'proof'
  | 'learning'
  | 'local'
  | 'care'
  | 'price'
  | 'nearness'
  | 'fresh'
  | 'craft'
  | 'safety'
  | 'language';
