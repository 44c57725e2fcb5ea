/** Thrown when this process was declared dead: others own now what it held. */
export class FencedError extends Error {
  constructor() {
    super('this process was declared dead by another one; its work was taken over');
    this.name = 'FencedError';
  }
}
