/** characters, as the server takes them */
export const longestNote = 4_000;
