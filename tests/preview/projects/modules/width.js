export const width = await Promise.resolve(21);
