/** Saves a file from the page. */
export const save = (content: string | Uint8Array<ArrayBuffer>, type: string, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
};
