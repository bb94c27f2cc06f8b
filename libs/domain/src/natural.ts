/**
 * A whole number that JSON carries exactly: an id, a count.
 * @asType integer @minimum 0 @maximum 9007199254740991
 */
export type Natural = number;
