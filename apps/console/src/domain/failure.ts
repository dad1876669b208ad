import { refusedFileWords } from './attached.ts';

interface Failure {
  readonly [member: string]: unknown;
}

/** Who was quicker. */
export const nameOf = (body: Failure): string => {
  const by = body['by'];
  return typeof by === 'object' && by !== null && 'name' in by && typeof by.name === 'string' && by.name !== '' ? by.name : 'A colleague';
};

const unsearchable: Record<string, string> = {
  SHORT: 'Nearly every conversation would be found by that. Search for a word of at least three letters.',
  HIDDEN: 'Personal data stands in no conversation in clear, so nothing is found by it. Search for other words, the order or the case.',
  NATIONAL: 'Write the number with its country code, such as +49.',
};

/** What a refused call means for the person who made it. */
export function failureWords(code: string, body: Failure): string {
  switch (code) {
    case 'ALREADY_TAKEN':
      return `${nameOf(body)} was a moment quicker and has this case now.`;
    case 'NOT_OPEN':
      return 'This case is not waiting any more.';
    case 'NOT_YOURS':
      return 'This conversation is not yours any more, so nothing was sent.';
    case 'NOT_THEIRS':
      return 'This case has changed hands meanwhile. Look who has it now.';
    case 'ALREADY_THEIRS':
      return 'They have this case already.';
    case 'NOT_AVAILABLE':
      return 'This colleague is not there any more. Choose somebody else, or the queue.';
    case 'FULL':
      return 'This colleague holds as many cases as they may. Choose somebody else, or the queue.';
    case 'PROOF_LOCKED':
      return 'Too many proofs did not match: none is looked at for now, so nobody was asked. Try again in ten minutes, or help in another way.';
    case 'UNKNOWN_TEMPLATE':
      return 'This template is not approved any more.';
    case 'ALREADY_OPEN':
      return 'This conversation is already with people.';
    case 'ALREADY_JUDGED':
      return 'A colleague has judged this already.';
    case 'ERASED':
      return 'This customer has been forgotten: nothing can be written here any more.';
    case 'NOT_ALLOWED':
      return 'Your role does not allow this.';
    case 'CHANGED_MEANWHILE':
      return `${nameOf(body)} has changed this meanwhile, so nothing was done. Look how it stands now.`;
    case 'NAME_TAKEN':
      return 'Another one has this name. Give it a name of its own.';
    case 'NOT_FOUND':
      return 'It is not there, or not for you to see.';
    case 'WRONG_CREDENTIALS':
      return 'E-mail address and password do not match.';
    case 'TRANSCRIPT_UNAVAILABLE':
      return 'The transcript cannot be read at the moment.';
    case 'NUMBERS_UNAVAILABLE':
      return 'The numbers cannot be read at the moment.';
    case 'NOT_SEARCHABLE':
      return unsearchable[String(body['why'])] ?? 'Nothing can be found by that.';
    case 'SEARCHING':
      return 'Your last search is not answered yet.';
    case 'CONTACTS_UNAVAILABLE':
      return 'Customers cannot be looked up by their number at the moment.';
    case 'FILE_REFUSED':
      return refusedFileWords(body['reason']);
    case 'FILE_UNAVAILABLE':
      return 'No file can be sent at the moment. Words can.';
    case 'FILE_GONE':
      return 'The file is not kept any more. Attach it again.';
    case 'SIGNED_OUT':
      return 'You have been signed out.';
    default:
      return typeof body['message'] === 'string' && body['message'] !== '' ? body['message'] : 'That did not work. Please try again.';
  }
}

/** What was read stands there, but a later look failed. */
export const staleWords = (why: string): string => `Not up to date: ${why.charAt(0).toLowerCase()}${why.slice(1)}`;

/** What it means that nobody answered: the call may have got there. */
export const awayWords = (toCustomer: boolean): string =>
  toCustomer
    ? 'Nobody answered: it may have been sent. Sending again does not send it twice.'
    : 'Nobody answered: it may have been done. Look how it stands before you try again.';

/** Why somebody came back from the provider without being signed in. */
export function signInWords(code: string): string {
  switch (code) {
    case 'PROVIDER_AWAY':
      return 'The sign-in service of your organisation does not answer. Nothing is wrong with your account: try again in a moment.';
    case 'NO_ROLE':
      return 'You are known, but you have no role in Frontdesk. Ask whoever manages your accounts for one.';
    case 'SIGN_IN_CANCELLED':
      return 'You were not signed in.';
    case 'SIGN_IN_EXPIRED':
      return 'That took too long, or was begun in another window. Please sign in again.';
    default:
      return 'You could not be signed in: the answer of the sign-in service did not hold. Try again; if it stays, tell your administrators.';
  }
}
