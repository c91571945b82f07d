"""Texts of the demo company's lessons, in two languages: what was written down after a call.

Each is an outcome with the two tags, a sentence, and perhaps an if-then.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A lesson: after which outcome, its two tags, a sentence, an if-then (both or neither)."""

    outcome: str
    happened: str
    work_on: str
    text: str
    when: str
    then: str


def _read(text: str) -> tuple[Words, ...]:
    lessons = []
    for block in text.strip().split("\n\n"):
        tags, sentence, *plan = block.splitlines()
        outcome, happened, work_on = tags.split()
        when, _, then = plan[0].partition(" → ") if plan else ("", "", "")
        lessons.append(Words(outcome, happened, work_on, sentence, when, then))
    return tuple(lessons)


FRENCH = _read("""
refusal send_email objection
J’ai promis la plaquette sans rien demander, et je sais qu’elle ne sera pas lue.
j’entends « envoyez-moi un mail » → je demande qui s’en occupe aujourd’hui

refusal reflex_no opening
Il a dit non avant d’avoir compris qui j’étais : mon entrée en matière était trop longue.
le non tombe dans les dix secondes → je demande une minute, montre en main

refusal equipped question
J’ai critiqué son fournisseur au lieu de demander ce qui lui manque.
on me dit « nous sommes déjà équipés » → je demande ce qu’il changerait demain matin

refusal budget objection
Le prix est arrivé avant le besoin, et je l’ai laissé venir.
on me parle de budget → je demande ce que coûte le problème par mois

refusal not_the_moment next_step
J’ai raccroché sans date : « plus tard » ne reviendra pas tout seul.
ce n’est pas le moment → je propose deux dates précises

refusal hung_up voice
J’ai parlé trop vite, comme si je m’excusais de déranger.
je décroche juste après un refus → je respire et je ralentis la première phrase

refusal no_need question
J’ai accepté « pas besoin » sans poser une seule question sur son quotidien.
j’entends « pas de besoin » → je demande comment ils font aujourd’hui

refusal wrong_person preparation
Dix minutes avec quelqu’un qui ne décide pas : son nom était pourtant sur le site.
je n’ai pas le nom de la personne qui décide → je cherche deux minutes avant d’appeler

refusal equipped listening
Il m’a donné la date de fin de son contrat et je ne l’ai pas relevée.
on me cite une date → je la répète et je la note

refusal reflex_no voice
Ma phrase montait à la fin : on aurait dit que je demandais la permission.
je me présente → je finis la phrase en descendant

refusal not_the_moment reason
Il était en réunion, et je n’ai pas su dire en une phrase pourquoi l’appel valait la peine.
on me dit « je suis en réunion » → je donne la raison en une phrase et une heure de rappel

refusal send_email next_step
Le mail est parti, mais sans rendez-vous pour en parler.
j’accepte d’envoyer un mail → je fixe d’abord l’appel qui suit

refusal budget listening
« Pas cette année » voulait dire « en janvier » : je ne l’ai entendu qu’après.
on me dit « pas cette année » → je demande quand se prépare la suivante

refusal no_need reason
Ma raison d’appeler parlait de nous, pas de son métier.
je prépare un appel → j’écris une raison qui commence par son métier

refusal hung_up opening
Il a raccroché pendant que je récitais le nom de l’entreprise.
on décroche → je dis pourquoi j’appelle avant qui je suis

refusal equipped objection
J’ai répondu par une comparaison de prix : il a défendu son choix.
il défend son fournisseur → je lui demande ce qui a bien marché au départ

refusal reflex_no chance
Journée d’inventaire chez eux : personne ne pouvait écouter qui que ce soit.

refusal not_the_moment chance
Une alarme incendie a coupé l’appel, je n’y suis pour rien.

refusal no_need listening
Elle m’a parlé de ses délais, et moi j’ai continué mon texte.
on me donne un mot important → je le reprends en question

refusal wrong_person question
Je n’ai pas demandé qui d’autre est concerné, alors qu’il semblait prêt à le dire.
la personne ne décide pas seule → je demande qui d’autre il faut entendre

refusal budget preparation
Je ne connaissais pas un seul chiffre de leur métier.
j’appelle un nouveau métier → je prépare un chiffre et un exemple

refusal send_email question
J’aurais pu demander ce qu’il voulait y lire : la vraie question était là.
on me demande un mail → je demande ce qui doit y figurer

refusal reflex_no reason
« Je me permets de vous appeler » : j’ai perdu la moitié de mon temps à m’excuser.
je commence par une excuse → je reprends avec la raison de l’appel

refusal hung_up chance
Le réseau a sauté en plein tunnel, puis elle n’a plus répondu.

refusal no_need opening
J’ai parlé de nous quarante secondes avant ma première question.
je me présente → je pose une question dans les vingt secondes

refusal equipped next_step
Content de son fournisseur, mais d’accord pour comparer : je n’ai rien proposé.
on est content de l’autre → je propose une comparaison d’un quart d’heure

refusal budget next_step
Le budget se vote en décembre et je n’ai pas demandé à en être.
le budget n’est pas voté → je demande ce qu’il faut pour le dossier

refusal not_the_moment voice
J’ai senti la gêne et je l’ai remplie de mots.
la ligne se tait après ma question → je compte jusqu’à trois

do_not_call reflex_no listening
Troisième appel de la semaine pour elle, tous fournisseurs confondus : je l’ai compris trop tard.
on me dit « encore vous » → je m’excuse, je retire le numéro, je remercie

do_not_call hung_up chance
Il venait de recevoir deux démarchages avant moi.

do_not_call no_need preparation
L’activité a cessé depuis l’été : la fiche n’était pas à jour.
la fiche a plus d’un an → je vérifie l’activité avant d’appeler

gatekeeper gatekeeper reason
« C’est à quel sujet ? » et je n’avais qu’un slogan à répondre.
le standard demande « à quel sujet » → je dis le problème que nous réglons, en une phrase

gatekeeper gatekeeper opening
J’ai demandé « le responsable » : sans nom, le barrage est logique.
je n’ai pas de nom → je demande d’abord de l’aide pour trouver la bonne personne

gatekeeper gatekeeper next_step
L’assistante tenait l’agenda, et je ne lui ai pas demandé le bon moment.
on filtre avec le sourire → je demande à quelle heure la joindre

gatekeeper wrong_person preparation
Le nom était celui de l’ancienne directrice.
le nom a plus de six mois → je le vérifie sur leur site

gatekeeper gatekeeper voice
Je parlais plus bas qu’elle : elle a décidé à ma place.
le standard décroche → je parle debout, lentement, et je souris

gatekeeper send_email objection
« Écrivez à l’adresse de contact » : j’ai dit oui pour en finir.
on me donne l’adresse de contact → je demande à qui écrire pour que ce soit lu

gatekeeper gatekeeper chance
Une remplaçante, premier jour : elle ne passait aucun appel.

callback not_the_moment next_step
Il a donné l’heure lui-même : le rappel est déjà à moitié gagné.
on me propose de rappeler → je répète le jour et l’heure à voix haute

callback wrong_person question
La bonne personne rentre lundi ; j’ai demandé ce qui l’occupe en ce moment.
la personne est absente → je demande ce qu’elle a en tête cette semaine

callback budget listening
Il a dit deux fois « simple » : le prochain appel commencera par là.
un mot revient deux fois → je commence le rappel par ce mot
""")

ENGLISH = _read("""
refusal send_email objection
I said yes to the e-mail just to end on a friendly note.
they say “send me an e-mail” → I ask who is looking after it today

refusal equipped question
They had a supplier, and I pitched against it.
they are equipped → I ask what they would change tomorrow

refusal reflex_no opening
My name, my firm, my role: the no came before the reason.
the no comes within ten seconds → I ask for one minute and keep to it

refusal no_need listening
She said “deadlines” twice and I went on with my script.
a word comes back twice → I turn it into a question

refusal budget next_step
“Not this year” meant January. I heard it after hanging up.
they say “not this year” → I ask when the next one is planned

refusal hung_up chance
The line dropped in a tunnel and they did not pick up again.

refusal not_the_moment voice
The pause felt long, so I filled it with words.
the line goes quiet after my question → I count to three

do_not_call reflex_no chance
Two other firms had called that same morning.

gatekeeper gatekeeper reason
“What is it about?” and all I had was a slogan.
the desk asks what it is about → I name the problem in one sentence

gatekeeper gatekeeper next_step
She keeps the diary, and I never asked her for a good time.
the desk is friendly → I ask when he picks up himself

callback not_the_moment next_step
He named the hour himself, so half the next call is done.
they offer a time → I repeat the day and the hour aloud
""")

WORDS = {"fr": FRENCH, "en": ENGLISH}
