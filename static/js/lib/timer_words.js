// What a timer says, and when it turns amber: nothing rings.
const MINUTE = 60;
const SOON = 5 * MINUTE;

/** « 13 min 20 » @param {number} seconds */
export const length = (seconds) => {
  const rest = seconds % MINUTE;
  return `${Math.floor(seconds / MINUTE)}\u00a0min${rest ? `\u00a0${String(rest).padStart(2, "0")}` : ""}`;
};

/**
 * @param {{label: string, seconds: number, reserve: number}} step @param {number} elapsed seconds since it began
 * @returns {{text: string, warns: string}} `warns` changes at each warning, and only then
 */
export const leftOf = ({ label, seconds, reserve }, elapsed) => {
  const left = seconds - Math.max(elapsed, 0);
  const minutes = Math.ceil(left / MINUTE);
  if (left > SOON) return { text: `${label}, reste ${minutes}\u00a0min`, warns: "" };
  if (left > MINUTE) return { text: `${label}, plus que ${minutes}\u00a0min`, warns: `${label}, plus que 5\u00a0min` };
  if (left > 0) return { text: `${label}, dernière minute`, warns: `${label}, dernière minute` };
  const kept = Math.ceil((reserve + left) / MINUTE);
  const text = kept > 0 ? `Temps atteint, réserve ${kept}\u00a0min` : "Temps atteint";
  return { text, warns: `${label}\u00a0: temps atteint` };
};
