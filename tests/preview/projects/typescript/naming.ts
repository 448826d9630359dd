export const bucketName = (shop: string): string => `${shop}-bucket`;
