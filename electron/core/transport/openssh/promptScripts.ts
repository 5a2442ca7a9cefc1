/**
 * Small POSIX scripts by which ssh asks its questions. Each question is a file that appears in one
 * rename; its answer comes back through a FIFO, so that no secret is ever in a file or an argument.
 */

const answer = [
  'IFS= read -r a < "$q.answer"',
  `case $a in +*) printf "%s\\n" "\${a#+}"; exit 0;; *) exit 1;; esac`,
]

/** SSH_ASKPASS: the prompt is the first argument, its kind is in the environment. */
export const askpassScript = [
  '#!/bin/sh',
  `q="\${0%/*}/ask/$$"`,
  'mkfifo -m 600 "$q.answer" || exit 1',
  `{ printf "%s\\n" secret "\${SSH_ASKPASS_PROMPT:-}"; printf "%s" "$1"; } > "$q.new"`,
  'mv "$q.new" "$q.question" || exit 1',
  ...answer,
  '',
].join('\n')

/** KnownHostsCommand: why it is asked, the name looked up, the key's type and its blob. */
export const hostKeyScript = [
  '#!/bin/sh',
  `q="\${0%/*}/ask/$$"`,
  'mkfifo -m 600 "$q.answer" || exit 1',
  '{ printf "%s\\n" "hostKey" "$1" "$2" "$3" "$4"; } > "$q.new"',
  'mv "$q.new" "$q.question" || exit 1',
  // Lines up to an empty one; nothing is what an unknown key gets.
  'while IFS= read -r a; do [ -n "$a" ] || break; printf "%s\\n" "$a"; done < "$q.answer"',
  'exit 0',
  '',
].join('\n')
