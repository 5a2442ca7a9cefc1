import type { ProblemTable } from '../problemWords.ts'

/** Errors on the way to a host in German, by their code. */
export const connectionProblems: ProblemTable = {
  'resolve.failed': {
    message: [
      'Der Name {{host}} ließ sich nicht auflösen.',
      'Der Name von {{endpoint}} ließ sich nicht auflösen.',
      'Der Name ließ sich nicht auflösen.',
    ],
    next: ['Schreibweise, DNS-Suchdomäne und Netzwerk dieses Rechners prüfen, oder eine Adresse angeben.'],
  },
  'tcp.refused': {
    message: [
      'Verbindung abgelehnt: Auf Port {{port}} von {{addresses}} lauscht nichts.',
      'Die Verbindung wurde abgelehnt: Auf diesem Port lauscht nichts.',
    ],
    next: ['Portnummer prüfen, und ob der SSH- oder libvirt-Dienst auf dem Host läuft.'],
  },
  'tcp.timeout': {
    message: [
      '{{addresses}} hat auf Port {{port}} nicht geantwortet.',
      '{{endpoint}} war über {{through}} nicht rechtzeitig zu erreichen.',
      'Der Host hat nicht geantwortet.',
    ],
    next: ['Der Host ist aus, oder eine Firewall verwirft die Pakete.'],
  },
  'tcp.unreachable': {
    message: [
      '{{endpoint}} war über {{through}} nicht zu erreichen.',
      'Kein Weg zu {{addresses}}, Port {{port}}.',
      'Der Host ist nicht zu erreichen: {{detail}}',
    ],
    next: ['Netzwerk und VPN dieses Rechners und die Adresse des Hosts prüfen.'],
  },
  'ssh.notSsh': {
    message: ['{{endpoint}} ist kein SSH-Server.', 'Dort antwortet kein SSH-Server.'],
    next: ['Namen des Hosts und Port prüfen.'],
  },
  'ssh.turnedAway': {
    message: [
      'Der SSH-Server von {{endpoint}} nimmt von hier gerade keine Verbindung an: „{{said}}“.',
      'Der SSH-Server nimmt von hier gerade keine Verbindung an.',
    ],
    next: [
      'Das tut er einige Sekunden oder Minuten lang nach fehlgeschlagenen Anmeldungen von dieser Adresse (PerSourcePenalties), oder solange sich zu viele zugleich anmelden (MaxStartups). Es wird von selbst wieder versucht; das Protokoll des sshd auf dem Host nennt den Grund.',
    ],
  },
  'ssh.version': {
    message: ['{{endpoint}} spricht ein zu altes SSH-Protokoll: {{version}}.', 'Der SSH-Server ist zu alt.'],
    next: ['Nötig ist Protokoll 2; den SSH-Server aktualisieren.'],
  },
  'ssh.failed': {
    message: [
      'Die SSH-Verbindung zu {{endpoint}} kam nicht zustande.',
      'Die SSH-Verbindung kam nicht zustande.',
    ],
    next: ['Der Host ist überlastet, oder unterwegs gehen große Pakete verloren (MTU).'],
  },
  'hostKey.new': {
    message: ['{{endpoint}} steht nicht in known_hosts, und die SSH-Konfiguration lehnt neue Schlüssel ab.'],
    next: ['Den Fingerabdruck vergleichen und den Schlüssel in known_hosts eintragen oder hier festhalten.'],
  },
  'hostKey.changed': {
    message: [
      'Der Schlüssel von {{endpoint}} hat sich geändert.',
      'Der Schlüssel des Hosts hat sich geändert.',
    ],
    next: [
      'Nichts wurde gesendet. Wurde der Host neu aufgesetzt, den neuen Fingerabdruck auf dem Host selbst vergleichen und neu festhalten; sonst hört vielleicht jemand mit.',
    ],
  },
  'hostKey.revoked': {
    message: ['{{endpoint}} zeigte einen Schlüssel, der in known_hosts als widerrufen steht.'],
    next: ['Nicht verbinden. Fragen, wer den Schlüssel widerrufen hat.'],
  },
  'hostKey.refused': {
    message: [
      'Dem Schlüssel von {{endpoint}} wurde nicht vertraut.',
      'Der Fingerabdruck passt nicht zum gezeigten Schlüssel.',
    ],
    next: [
      'Den Fingerabdruck mit dem vergleichen, den der Host selbst ausgibt: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
    ],
  },
  'auth.failed': {
    message: ['Die Anmeldung an {{endpoint}} ist gescheitert.', 'Die Anmeldung ist gescheitert.'],
    next: ['Benutzer, Schlüssel und Agent prüfen; ssh -v zeigt, was versucht wurde.'],
  },
  'auth.noMethod': {
    message: [
      'Für die Anmeldung an {{endpoint}} ist nichts Passendes da.',
      'Für die Anmeldung ist nichts Passendes da.',
    ],
    next: [
      'Eine Schlüsseldatei für diesen Host angeben, oder einen Agenten starten und mit ssh-add einen Schlüssel laden.',
    ],
  },
  'auth.cancelled': {
    message: [
      '{{endpoint}} fragt nach etwas, das nicht angegeben wurde.',
      'Die Anmeldung wurde abgebrochen.',
    ],
    next: ['Die Frage dieses Hosts beantworten, oder einen Schlüssel oder Agenten einrichten.'],
  },
  'key.unreadable': {
    message: ['Der Schlüssel {{path}} ist nicht lesbar.', 'Ein Schlüssel ist nicht lesbar.'],
    next: ['Pfad, Rechte und Form der Schlüsseldatei prüfen.'],
  },
  'key.passphrase': {
    message: ['Der Schlüssel {{subject}} ist verschlüsselt, und seine Passphrase wurde nicht angegeben.'],
    next: ['Die Passphrase angeben, oder den Schlüssel mit ssh-add in einen Agenten laden.'],
  },
  'agent.unreachable': {
    message: [
      'Der SSH-Agent unter {{agent}} ließ sich nicht nutzen.',
      'Der SSH-Agent ließ sich nicht nutzen.',
    ],
    next: ['Den Agenten starten und den Schlüssel laden (ssh-add), oder eine Schlüsseldatei angeben.'],
  },
  'channel.refused': {
    message: ['{{endpoint}} lässt keinen Kanal zu libvirt zu.', 'Der Host lässt keinen Kanal zu libvirt zu.'],
    next: [
      'Prüfen, ob libvirt dort läuft, und in der sshd_config AllowStreamLocalForwarding und AllowTcpForwarding erlauben.',
    ],
  },
  'socket.missing': {
    message: [
      'Auf {{endpoint}} antwortet kein Socket von libvirt.',
      'Auf diesem Rechner antwortet kein Socket von libvirt.',
    ],
    next: [
      'libvirt dort installieren oder starten: systemctl enable --now libvirtd.socket (oder virtqemud.socket).',
    ],
  },
  'socket.permission': {
    message: [
      '{{user}} darf den Socket von libvirt auf {{endpoint}} nicht öffnen.',
      'Der Socket von libvirt darf nicht geöffnet werden.',
    ],
    next: [
      'Den Benutzer dort in die Gruppe des Sockets aufnehmen: usermod -aG libvirt {{user}} (gilt ab der nächsten Anmeldung).',
    ],
  },
  'helper.missing': {
    message: ['{{program}} ist auf {{endpoint}} nicht installiert.'],
    next: ['Dort libvirt ab 6.8 installieren, oder in der URI einen anderen Modus wählen (mode=auto).'],
  },
  'tls.failed': {
    message: ['Die TLS-Verbindung ist gescheitert: {{detail}}'],
    next: ['Zertifikate dieses Rechners und des Servers prüfen.'],
  },
  'transport.noExec': {
    message: ['Diese Verbindung trägt nur libvirt; auf dem Host lässt sich kein Befehl ausführen.'],
    next: ['Mit einer SSH-URI (qemu+ssh://…) ist zu sehen, was eine Shell auf dem Host braucht.'],
  },
  'transport.closed': {
    message: ['Die Verbindung zu {{endpoint}} ist abgebrochen.', 'Die Verbindung ist abgebrochen.'],
    next: ['Der Host, der Weg zu ihm oder sein Dienst ist ausgefallen; es wird von selbst neu versucht.'],
  },
  'transport.unsupported': { message: ['Dieser Weg zum Host wird nicht unterstützt: {{detail}}'] },
  'libvirt.error': {
    message: ['libvirt meldet: {{libvirtText}}', 'libvirt meldet einen Fehler: {{detail}}'],
    next: ['Das Protokoll des Dienstes auf dem Host ansehen: journalctl -u libvirtd -u virtqemud.'],
  },
  'libvirt.denied': {
    message: [
      'libvirt erlaubt das diesem Benutzer nicht: {{libvirtText}}',
      'libvirt erlaubt das diesem Benutzer nicht.',
    ],
    next: [
      'Den Benutzer auf dem Host in die Gruppe des Sockets aufnehmen (usermod -aG libvirt …) oder org.libvirt.api.* in einer polkit-Regel erlauben; oder den Host bewusst nur lesend öffnen.',
    ],
  },
  'libvirt.authRequired': {
    message: ['Der Dienst verlangt eine Anmeldung, die hier nicht unterstützt wird.'],
    next: [
      'Eine SSH-URI nutzen, oder den Socket des Dienstes auf polkit oder keine Anmeldung stellen (auth_unix_rw in libvirtd.conf).',
    ],
  },
  'libvirt.unresponsive': {
    message: ['Der Dienst von libvirt antwortet nicht.'],
    next: [
      'Er hängt oder ist überlastet: auf dem Host nachsehen und ihn notfalls neu starten (systemctl restart libvirtd).',
    ],
    why: {
      slow: {
        message: ['Der Host antwortet langsam: Hin und zurück dauert es mehr als zwei Sekunden.'],
        next: [
          'Die Last des Hosts und die Leitung zu ihm prüfen. Auf einer langsamen Leitung hilft es, über SSH zu komprimieren: eine Option des Hosts und seines Standorts.',
        ],
      },
      late: {
        message: ['Der Host ist spät dran: Ein Lebenszeichen blieb unbeantwortet.'],
        next: ['Noch ist nichts zu tun; bleibt er still, wird er neu verbunden.'],
      },
      unanswered: {
        message: [
          'Der Dienst von libvirt lebt, lässt aber Anfragen unbeantwortet: Was gezeigt wird, kann alt sein.',
        ],
        next: [
          'Womöglich hängt, worauf er wartet, etwa Speicher auf einem toten Server oder der Agent eines Gasts: in seinem Protokoll nachsehen, und auf dem Host nach Prozessen im Zustand D.',
        ],
      },
    },
  },
  'libvirt.protocol': {
    message: ['Was dort antwortet, spricht nicht das Protokoll von libvirt.'],
    next: [
      'Prüfen, ob Socket oder Port zu libvirt gehört und die Startdateien der Shell auf dem Host nichts ausgeben.',
    ],
  },
  'libvirt.tooOld': {
    message: ['Auf dem Host läuft libvirt {{version}}; das ist zu alt.'],
    next: ['libvirt auf dem Host aktualisieren.'],
  },
}
