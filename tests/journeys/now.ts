/** The moment every journey's judging clock stands at, unless it asks for another. */
export const NOW = '2022-05-13T09:00:00+08:00';
