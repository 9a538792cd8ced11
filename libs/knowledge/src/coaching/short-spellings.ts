import type { Language } from '../language.js';

/** "pr:pour tt:tout" as a map; a blank of the long form is written "_". */
const pairs = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .trim()
      .split(/\s+/u)
      .flatMap((pair) => {
        const [short, long] = pair.split(':');
        return short && long ? [[short, long.replaceAll('_', ' ')] as const] : [];
      }),
  );

/** Spellings of short messages that mean one thing only. What may be a word, a unit or a name is left out. */
export const SHORT_SPELLINGS: Readonly<Record<Language, ReadonlyMap<string, string>>> = {
  fr: pairs(`c:c'est cest:c'est ca:ça jai:j'ai jsuis:je_suis chui:je_suis jveux:je_veux jpeux:je_peux jfais:je_fais j:je
    ds:dans pr:pour ac:avec avc:avec tt:tout tte:toute ts:tous ttes:toutes tlm:tout_le_monde bcp:beaucoup pcq:parce_que
    pck:parce_que pske:parce_que parcke:parce_que qd:quand kan:quand tjs:toujours tjrs:toujours tjr:toujours svt:souvent
    qqn:quelqu'un qqch:quelque_chose qqs:quelques mm:même msg:message clt:client clts:clients pb:problème pbs:problèmes
    rdv:rendez-vous pdt:pendant ki:qui ke:que koi:quoi svp:s'il_vous_plaît stp:s'il_te_plaît bjr:bonjour vs:vous ns:nous
    dc:donc mnt:maintenant auj:aujourd'hui ya:il_y_a cad:c'est-à-dire ptit:petit ptits:petits ptite:petite ptites:petites
    vrmt:vraiment vrm:vraiment etre:être meme:même tres:très apres:après deja:déjà voila:voilà`),
  en: pairs(`u:you ur:your r:are n:and bcos:because bcoz:because becoz:because coz:because cuz:because pls:please plz:please
    thx:thanks dont:don't dnt:don't doesnt:doesn't didnt:didn't isnt:isn't arent:aren't cant:can't cnt:can't wont:won't
    im:I'm ive:I've thats:that's theyre:they're youre:you're abt:about ppl:people yrs:years yr:year hrs:hours mins:minutes
    b4:before gud:good biz:business msg:message msgs:messages thru:through wanna:want_to gonna:going_to gotta:have_to
    wit:with wat:what wen:when evry:every evryday:every_day i:I`),
};
