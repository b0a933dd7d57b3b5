const accented = 'ÁÀÂÃÄÅÇÉÈÊËÍÌÎÏÑÓÒÔÕÖÚÙÛÜáàâãäåçéèêëíìîïñóòôõöúùûü';
const plain = 'aaaaaaceeeeiiiinooooouuuuaaaaaaceeeeiiiinooooouuuu';

/** Returns the SQL of a text without regard to case and accents, by which people search names. */
export const folded = (text: string): string => `lower(translate(${text}, '${accented}', '${plain}'))`;
