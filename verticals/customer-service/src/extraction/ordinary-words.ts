/**
 * English words so common that they are meant as they stand, however close a list's entry is: `write` is no typo of `white`,
 * `block` none of `black`.
 */
export const ORDINARY_WORDS: ReadonlySet<string> = new Set(
  `able about above accept account across actual after again agent alone along already also always amount another answer anyone
  apply around asked avoid aware back badly bank based basic because become been before begin being below best better between bill
  black blank block board book bought break bring broken build built button call came cancel card care carry case cash cause
  certain chance change charge charged cheap check choose claim clean clear click close code cold come contact cost could country
  cover credit current customer damage data date days deal decide deliver delivery detail details different direct does doing done
  door down drive drop each early easy either else email empty ended enough enter error even evening event every exact except
  explain extra face fact fail fast feel file fill find fine first five follow food form forward found four free friend from front
  full gave getting gift give given gives glad goes going gone good grand great green grow half hand happen hard have head hear
  heard help here high hold home hope hour hours house however idea inside issue item items just keep kind knew know large last
  late later lead learn least leave left less letter level life light like line list little live local locate long look loose lose
  lost love made mail main make many mark matter maybe mean meant meet mind minor minute miss money month more morning most move
  much must name near need never news next nice night none note nothing notice number offer often okay once only open order other
  over pack page paid part pass past pay payment pick place plan play please point policy possible post price print problem process
  product provide quick quiet quite rate rather reach read ready real really reason receive recent refund regard remove repair
  replace reply report request reset rest return right room round rule safe said sale same save says search seat second seem seen
  self sell send sent serve service several ship shipping shop short should show side sign since size skip slow small smart some
  soon sorry sort sound speak spend staff stand start state stay still stop store such sure take taken talk tell test text than
  thank thanks that their them then there these they thing things think this those though three through ticket time today together
  told took total touch track train travel tried true trust turn type under until upon used user using very view visit wait want
  warm wash watch water week well went were what when where which while white whole will wire wish with within without word work
  worse would write wrong wrote year years your yours back beach bread broad brown clue glue grey blew bled read bead rad phase
  phony plane paper pages gold cold bold fold hold told sold`.split(/\s+/),
);
