/** How many characters one message holds, and each of several that are sent as one, which carry their number. */
const LATIN = { alone: 160, each: 153 };
const UNICODE = { alone: 70, each: 67 };

/** Characters that the telephones' own alphabet (GSM 03.38) has as one each; a text of others goes as UCS-2. */
const PLAIN = /^[A-Za-z0-9 \n.,:;!?()/'"%&*+=<>#@$_-]*$/;

/** How many messages a text is sent and paid as: 70 UCS-2 characters alone, 67 in each of several. */
export function smsParts(text: string): number {
  const { alone, each } = PLAIN.test(text) ? LATIN : UNICODE;
  return text.length <= alone ? 1 : Math.ceil(text.length / each);
}
