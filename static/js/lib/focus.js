/**
 * What must be read first takes the focus: the list of fields to correct.
 * @param {ParentNode} part
 */
export const focusFirst = (part) => {
  const first = part.querySelector("[data-focus]");
  if (first) first.focus();
};
