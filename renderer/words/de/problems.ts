import type { ProblemTable } from '../problemWords.ts'

/** Errors in German, by their code. What is said differently each time keeps the core's own text behind a colon. */
export const problems: ProblemTable = {
  'input.invalid': {
    message: ['Das ist keine gültige Eingabe: {{detail}}'],
    next: ['Die Eingabe berichtigen.'],
  },
  'query.invalid': { message: ['Der Filter ist nicht verständlich: {{detail}}'] },
  'uri.invalid': { message: ['Diese URI ist nicht brauchbar: {{detail}}'], next: ['Die URI berichtigen.'] },
  'name.ambiguous': { message: ['Der Name ist nicht eindeutig: {{detail}}'] },
  'name.unknown': { message: ['Das gibt es hier nicht mehr.'] },
  'name.taken': {
    message: ['Dieser Name ist schon vergeben.'],
    next: ['Einen anderen Namen wählen, zum Beispiel „{{suggestion}}“.', 'Einen anderen Namen wählen.'],
  },
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
  'host.notLive': {
    message: ['Der Host ist nicht verbunden.'],
    next: ['Verbinden, oder warten, bis er wieder da ist.'],
  },
  'host.readOnly': { message: ['Dieser Host ist nur lesend geöffnet.'] },
  'host.unknown': { message: ['Diesen Host gibt es hier nicht mehr.'] },
  'network.suspect': {
    message: ['Viele Hosts sind zugleich ausgefallen: Wahrscheinlich liegt es am Netzwerk dieses Rechners.'],
    next: ['Netzwerk und VPN prüfen; es wird von selbst neu versucht.'],
  },
  'machine.unknown': { message: ['Diese Maschine oder Fassung ist nicht im Bestand.'] },
  'machine.gone': { message: ['Die Maschine ist nicht mehr auf ihrem Host.'] },
  'machine.state': { message: ['In ihrem jetzigen Zustand geht das nicht: {{detail}}'] },
  'task.cancelled': {
    message: ['Abgebrochen.'],
    next: ['libvirt führt vielleicht noch aus, worum es gebeten wurde.'],
  },
  'task.timeout': {
    message: ['Das hat zu lange gedauert: {{detail}}'],
    next: ['Länger warten oder in die Konsole sehen; hartes Ausschalten verliert ungespeicherte Daten.'],
  },
  'store.future': {
    message: ['Der Datenordner wurde von einem neueren NovaCron geschrieben.'],
    next: [
      'Die neuere Version wieder installieren oder in NOVACRON_HOME einen anderen Ordner nennen. Nichts wurde geändert.',
    ],
  },
  'store.corrupt': { message: ['Gespeicherte Daten sind beschädigt: {{detail}}'] },
  'store.full': {
    message: ['Der Datenträger ist voll; die letzte Änderung wurde nicht gespeichert.'],
    next: [
      'Platz schaffen; was vorher gespeichert war, ist unberührt, und das Speichern geht von selbst weiter.',
    ],
  },
  'store.readOnly': { message: ['In den Datenordner kann nicht geschrieben werden.'] },
  'store.failed': { message: ['Das Speichern ist gescheitert: {{detail}}'] },
  'store.locked': { message: ['Der Datenordner wird schon benutzt.'] },
  'rights.denied': {
    message: ['Dafür fehlt das Recht „{{permission}}“.', 'Dafür fehlt das Recht.'],
    next: ['Einen Owner dieser Installation darum bitten.'],
    why: {
      lent: {
        message: ['Notfallrechte sind nur geliehen: Sie können nicht weitergegeben werden.'],
        next: ['Jemanden bitten, der es dauerhaft hat.'],
      },
    },
  },
  'rights.changed': { message: ['Die Rechte haben sich geändert.'] },
  'session.required': { message: ['Dafür ist eine Anmeldung nötig.'] },
  'session.ended': { message: ['Die Sitzung ist beendet.'], next: ['Neu anmelden.'] },
  'signIn.refused': { message: ['Name oder Passphrase stimmt nicht.'] },
  'signIn.code': { message: ['Der Code stimmt nicht.'] },
  'signIn.delayed': { message: ['Nach mehreren Fehlversuchen ist noch etwas Geduld nötig: {{detail}}'] },
  'policy.refused': {
    message: ['Eine Richtlinie lässt das nicht zu.'],
    why: {
      forbiddenHours: {
        message: ['Die Richtlinien verbieten das um diese Zeit.'],
        next: ['Abwarten, oder, wo erlaubt, im Notfall eine Rolle übernehmen.'],
      },
      typedConfirmation: {
        message: ['Die Richtlinien verlangen, dass der Name der Maschine eingetippt wird.'],
        next: ['Den Namen im Dialog eintippen.'],
      },
      exportMaxRows: {
        message: ['Ein Export darf nach den Richtlinien {{limit}} Zeilen haben; dieser hätte {{rows}}.'],
        next: ['Weniger exportieren.'],
      },
      'hosts.newHostKeys': {
        message: ['Eine Richtlinie lässt nur Hostschlüssel zu, die vorher angegeben wurden.'],
        next: ['Den Fingerabdruck, am Host selbst abgelesen, beim Host eintragen.'],
      },
      keyUnchecked: {
        message: [
          'Eine Richtlinie verlangt, dass der Schlüssel jedes Hosts geprüft wird; diese URI sagt, es zu lassen.',
        ],
        next: ['no_verify und known_hosts_verify aus der URI nehmen.'],
      },
      clipboard: { message: ['Die Richtlinien dieser Installation verbieten das Kopieren aus dem Fenster.'] },
      keychainOff: { message: ['Die Richtlinie lässt im Schlüsselbund keine Schlüssel zum Öffnen zu.'] },
      keychainShared: {
        message: ['Der Schlüsselbund eines Servers, den mehrere benutzen, gehört niemandem allein.'],
        next: ['Ihn dort nutzen, wo das Programm auf dem eigenen Rechner läuft.'],
      },
      secondFactor: {
        message: ['Die Richtlinie verlangt von Ihnen einen zweiten Faktor.'],
        next: ['Wer die Konten verwaltet, kann ihn zurücksetzen, damit Sie einen anderen einrichten.'],
      },
      elevationRole: { message: ['Diese Rolle kann nach den Richtlinien nicht auf Zeit übernommen werden.'] },
      elevationLong: { message: ['Die Richtlinie erlaubt höchstens {{limit}} Minuten.'] },
    },
  },
  'passphrase.weak': {
    message: ['Diese Passphrase ist zu schwach.'],
    next: ['Mehrere Wörter nehmen, die nichts miteinander zu tun haben.'],
  },
  'setUp.done': { message: ['Das ist schon eingerichtet.'] },
  'keychain.unavailable': {
    message: ['Der Schlüsselbund dieses Rechners ist nicht nutzbar.'],
    next: ['Die Passphrase nutzen.'],
  },
  'keychain.empty': {
    message: ['Der Schlüsselbund dieses Rechners hat keinen Schlüssel dieser Person.'],
    next: ['Mit der Passphrase anmelden; danach kann er gemerkt werden.'],
  },
  'recovery.refused': { message: ['Dieser Wiederherstellungsschlüssel gilt nicht: {{detail}}'] },
  'owner.last': {
    message: ['Dann gäbe es keinen Owner dieser Installation mehr.'],
    next: ['Vorher jemand anderem die Rolle Owner über alles geben.'],
  },
  'role.used': { message: ['Diese Rolle ist noch vergeben.'] },
  'vault.closed': {
    message: ['Die Zugangsdaten „{{credential}}“ sind verschlossen.', 'Der Tresor ist verschlossen.'],
    next: ['Es geht von selbst weiter, sobald sich jemand anmeldet, der sie benutzen darf.'],
  },
  'vault.noKey': {
    message: [
      'Niemand, der angemeldet ist, darf die Zugangsdaten „{{credential}}“ benutzen.',
      'Für dieses Geheimnis fehlt dieser Person der Schlüssel.',
    ],
    next: ['Es geht von selbst weiter, sobald sich jemand anmeldet, der sie benutzen darf.'],
  },
  'register.absent': {
    message: [
      'Eine Änderung an Personen, Rechten oder Richtlinien muss jemand unterschreiben, der Personen verwaltet.',
    ],
    next: [
      'Jemand, dem freigegeben ist, überall Personen zu verwalten, meldet sich an; dann noch einmal versuchen. Notfallrechte allein genügen nicht.',
    ],
  },
  'register.refused': {
    message: [
      'Das unterschriebene Verzeichnis der Personen und Rechte ist nicht so, wie diese Person es kennt: Es wurde außerhalb von NovaCron verändert.',
    ],
    next: ['Wer diesen Rechner betreut, muss davon wissen; eine frühere Sicherung wiederherstellen.'],
  },
  'vault.damaged': { message: ['Ein Geheimnis im Tresor ist beschädigt.'] },
  'credential.unknown': {
    message: [
      'Die Zugangsdaten „{{credential}}“ gibt es nicht mehr.',
      'Diese Zugangsdaten gibt es nicht mehr.',
    ],
    next: ['Für den Host oder seinen Standort andere wählen oder welche mit diesem Namen anlegen.'],
  },
  'credential.used': {
    message: [
      'Diese Zugangsdaten werden noch benutzt: {{usedBy}}.',
      'Diese Zugangsdaten werden noch benutzt.',
    ],
    next: ['Dort erst andere wählen oder sie trotzdem entfernen.'],
  },
  'credential.refused': {
    message: [
      'Der Host hat die Zugangsdaten „{{credential}}“ nicht angenommen.',
      'Der Host hat seine Zugangsdaten nicht angenommen.',
    ],
    next: ['Sie werden hier erst wieder versucht, wenn ihr Geheimnis geändert ist.'],
  },
  'credential.invalid': {
    message: ['Diese Zugangsdaten passen hier nicht: {{detail}}'],
    why: {
      publicHalf: {
        message: ['Das ist der öffentliche Teil eines Schlüssels.'],
        next: ['Den privaten angeben: die Datei ohne „.pub“.'],
      },
      noKey: {
        message: ['Das ist kein privater Schlüssel.'],
        next: ['Den ganzen Text der Datei angeben, mit der ersten und der letzten Zeile.'],
      },
      encrypted: {
        message: ['Der private Schlüssel ist verschlüsselt.'],
        next: ['Auch seine Passphrase angeben; sie wird neben dem Schlüssel versiegelt.'],
      },
      wrongPassphrase: {
        message: ['Die Passphrase öffnet den privaten Schlüssel nicht.'],
        next: ['Sie noch einmal tippen.'],
      },
      unreadable: {
        message: ['Der private Schlüssel ist nicht lesbar.'],
        next: ['Umwandeln mit: ssh-keygen -p -f DATEI'],
      },
      keyType: {
        message: ['Schlüssel dieser Art sind nicht brauchbar.'],
        next: ['Einen erzeugen mit: ssh-keygen -t ed25519'],
      },
      notAPair: {
        message: ['Zertifikat und privater Schlüssel gehören nicht zusammen.'],
        next: ['Das Paar angeben, das zusammen erzeugt wurde.'],
      },
      certificateOld: {
        message: ['Das Zertifikat galt bis {{validTo}}.', 'Das Zertifikat gilt nicht mehr.'],
        next: ['Ein neues ausstellen lassen.'],
      },
      noCertificate: {
        message: ['Das ist kein Zertifikat.'],
        next: ['Als PEM-Text angeben: -----BEGIN CERTIFICATE-----'],
      },
      certificateKey: {
        message: ['Der private Schlüssel des Zertifikats lässt sich nicht öffnen.'],
        next: ['Als PEM-Text angeben, mit seiner Passphrase, wenn er verschlüsselt ist.'],
      },
      elsewhere: {
        message: ['Die Zugangsdaten „{{credential}}“ gehören zu einem anderen Standort.'],
        next: ['Welche vom Standort dieses Hosts, einem darüber oder der ganzen Flotte wählen.'],
      },
      otherSite: {
        message: ['Dieser Host gehört weder zu diesem Standort noch zu einem darunter.'],
        next: ['Für den Standort des Hosts, einen darüber oder die ganze Flotte behalten.'],
      },
    },
  },
  'credential.withheld': {
    message: [
      'Wie dieser Host erreicht wird, ist nicht so, wie es bestätigt war: Die Zugangsdaten „{{credential}}“ werden nicht gesendet.',
      'Wie dieser Host erreicht wird, ist nicht so, wie es bestätigt war: Seine Zugangsdaten werden nicht gesendet.',
    ],
    next: ['Wer den Host verwaltet und die Zugangsdaten nutzen darf, prüft die Änderung und bestätigt sie.'],
  },
  'audit.broken': { message: ['Das Prüfprotokoll ist nicht mehr lückenlos: {{detail}}'] },
  'backup.passphrase': { message: ['Mit dieser Passphrase lässt sich die Sicherung nicht öffnen.'] },
  'backup.damaged': { message: ['Die Sicherung ist beschädigt.'] },
  'backup.future': {
    message: ['Die Sicherung wurde von einem neueren NovaCron geschrieben.'],
    next: ['Diese Version installieren und dann wiederherstellen. Nichts wurde geändert.'],
  },
  'core.unreachable': {
    message: ['Der Kern von NovaCron antwortet nicht.'],
    next: ['Es wird von selbst neu verbunden; bleibt es so, NovaCron neu starten.'],
  },
  cancelled: { message: ['Abgebrochen.'] },
  internal: {
    message: ['In NovaCron ist etwas schiefgegangen.'],
    next: ['Einzelheiten stehen im Protokoll.'],
  },
}
