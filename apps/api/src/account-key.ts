/** What an account may be called in paths and channels; those that paths of the API begin with are taken. */
export const ACCOUNT_KEY = /^(?!(public|user|auth)$)[a-z0-9][a-z0-9-]{2,31}$/;
export const ACCOUNT_KEY_RULE = '3 to 32 of a–z, 0–9 and "-", not "public", "user" or "auth"';
