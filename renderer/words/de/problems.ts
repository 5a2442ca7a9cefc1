import type { ProblemTable } from '../problemWords.ts'
import { connectionProblems } from './connectionProblems.ts'

/** Errors in German, by their code. What is said differently each time keeps the core's own text behind a colon. */
export const problems: ProblemTable = {
  'input.invalid': {
    message: ['Das ist keine gültige Eingabe: {{detail}}'],
    next: ['Die Eingabe berichtigen.'],
  },
  'input.outdated': {
    message: ['Jemand anderes hat das inzwischen geändert; gespeichert wurde nichts.'],
    next: ['Ansehen, was jetzt gilt, und die Änderung noch einmal machen.'],
  },
  'query.invalid': { message: ['Der Filter ist nicht verständlich: {{detail}}'] },
  'uri.invalid': { message: ['Diese URI ist nicht brauchbar: {{detail}}'], next: ['Die URI berichtigen.'] },
  'name.ambiguous': { message: ['Der Name ist nicht eindeutig: {{detail}}'] },
  'name.unknown': { message: ['Das gibt es hier nicht mehr.'] },
  'name.taken': {
    message: ['Dieser Name ist schon vergeben.'],
    next: ['Einen anderen Namen wählen, zum Beispiel „{{suggestion}}“.', 'Einen anderen Namen wählen.'],
    why: {
      stored: {
        message: ['Das ist „{{name}}“ und schon im Bestand.'],
        next: ['Jenen nehmen, oder ausdrücklich ein zweites Mal aufnehmen.'],
      },
    },
  },
  ...connectionProblems,
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
    why: {
      silent: { message: ['Der Schlüsselbund dieses Rechners antwortet nicht.'] },
      ended: { message: ['Der Schlüsselbund dieses Rechners hat mitten in der Frage aufgehört.'] },
    },
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
    why: {
      part: {
        message: ['Ein Teil des Fensters konnte nicht geladen werden.'],
        next: ['Erneut versuchen; bleibt es so, die Seite neu laden.'],
      },
    },
  },
  cancelled: { message: ['Abgebrochen.'] },
  internal: {
    message: ['In NovaCron ist etwas schiefgegangen.'],
    next: ['Einzelheiten stehen im Protokoll.'],
  },
}
