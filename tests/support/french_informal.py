"""Where a French text says « tu »: its pronouns anywhere, an imperative where a sentence begins.

A curated list, longer than today's texts need: new ones must meet it, not slip past it.
"""

import re

PRONOUNS = re.compile(
    r"(?i)(?<![\w’])(?:tu|te|ta|tes|toi|(?<!le )(?<!un )(?<!du )ton)(?!\w)|(?<!\w)t’(?=\w)"
)
IMPERATIVES = """
accepte accueille achève active actualise affiche aide aie ajoute annonce annule appelle apprends
appuie arrête attends autorise avance bouge branche cale change charge cherche choisis clique
commence compare complète compose compte concentre confie confirme connais connecte consacre
conserve consulte continue convertis copie corrige coupe creuse croise crée demande descends
dessine dicte dis divise donne débranche décide déclare décoche découpe découvre décris défais
dépasse déplace déroule désactive détends efface emmène emporte enlève enregistre enroule entraîne
entre envoie essaie examine exerce explique exporte fais ferme file finis fixe forme fouille gagne
garde glisse grimpe guette ignore imagine importe imprime indique insiste installe interroge
invente invite joins joue laisse lance libère lis lâche lève maintiens marche marque mesure mets
modifie monte montre mémorise nomme note observe occupe oublie ouvre parcours parle partage
participe passe pense personnalise pique planifie pose pousse pratique prends presse profite
programme promets propose protège prouve précise prépare prévois quitte raccroche raconte range
rappelle rapproche rase recharge recommence reconnecte recopie recule redemande redis refais
reforme refuse regarde regroupe rejoins rejoue relance relie relis relève remets remonte remplace
remplis rends renomme renonce renseigne rentre renvoie repars reporte repose reprends respire
ressaie ressaye ressors restaure reste retape retiens retire retourne retrouve reviens revois
reçois rouvre règle réactive récupère réessaie réfléchis réponds répète réserve réunis réveille
sache saisis sauve serre sers signale signe sois sonne sors souffle souligne souris souviens suis
supprime surveille synchronise sélectionne sépare tape tente termine teste tiens tire touche
tourne traite travaille trie trouve tâche télécharge utilise va valide varie vas vends verrouille
vide viens vise visite vois vérifie échange écoute écris épelle éteins évite
"""
# At the beginning, after the end of a sentence, or after « puis », « et », « ou », « alors ».
OPENS = r"(?:^|[.!?:;…—–\n(]\s*|\b(?:puis|et|ou|alors|mais|sinon|donc|plutôt),?\s+)[«“\s]*"
VERBS = "|".join(IMPERATIVES.split())
# Anywhere with a pronoun behind it: « laisse-le », « envoie-en ».
COMMANDS = re.compile(
    rf"(?i){OPENS}({VERBS})(?!\w|’)|(?<![\w’-])({VERBS})(?=-(?:l[ae]s?|lui|leur|moi|nous|en|y)\b)"
)


def says_tu(text: str) -> list[str]:
    """The forms of the text that call a person « tu », pronouns first."""
    return [*addresses(text), *(match[1] or match[2] for match in COMMANDS.finditer(text))]


def addresses(text: str) -> list[str]:
    """The pronouns alone, which no text for « vous » may have."""
    return [match.group() for match in PRONOUNS.finditer(text)]
