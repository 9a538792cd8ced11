/** To the five steps of the coach, who asks again once: "I want to succeed" names nothing. */
export const ANSWERS = [
  'Que les mamans de Grand Yoff à Dakar trouvent des légumes frais au quartier sans payer le taxi.',
  'Je veux réussir',
  'Chaque matin nous lavons les légumes de Sangalkam et nous les livrons à la porte avant 8 h.',
  'Les mamans de Grand Yoff qui cuisinent le soir et peuvent payer 2 000 FCFA de légumes par jour.',
  'Je note le champ et le jour de cueillette sur chaque sachet, et je reprends ce qui est abîmé.',
  'Un panier de légumes lavés pour quatre personnes, livré avant 8 h, à 2 500 FCFA, repris si abîmé.',
];
