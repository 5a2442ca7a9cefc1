import ssh2 from 'ssh2'

/** ssh2 is CommonJS and names only some of its exports for ES modules; here they are all. */
export const { BaseAgent, Client, createAgent, OpenSSHAgent, Server, utils } = ssh2
