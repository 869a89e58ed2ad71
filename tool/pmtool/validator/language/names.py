"""Given names that are neither words nor products: with them, an unknown name is told from that of a service."""

from __future__ import annotations

GIVEN = frozenset(
    """
    aaron abdul abigail adam adrian agnes ahmed aisha alan albert alejandro alex alexander alexandra alfred ali
    alice alicia alison amanda amelia amir amit amy ana anders andre andrea andreas andrew andy angela anil anita
    anja anna anne annika anthony antoine anton antonio arjun arthur arun asha ashley astrid ayesha barbara beatrice
    ben benjamin bernard beth bjorn bob bogdan brandon brenda brian bruno camille carl carla carlos carmen carol
    caroline catherine cecilia cheng chiara chris christian christina christine christoph christopher cindy claire
    clara claudia connor craig cynthia daisuke dan daniel daniela danielle dave david deborah deepak denise dennis
    derek diana dieter dimitri dmitri dominik donald donna doris dorothy douglas duncan edith eduardo edward elaine
    eleanor elena elias elisa elizabeth ella ellen emil emily emma eric erica erik ernesto ethan eugene eva evelyn
    fatima fernando finn fiona florian francesca francesco francis francois frederic frederik fritz gabriel gabriela
    gary gavin george gerald gerard giorgio giovanni giulia giuseppe gloria gordon graham greg gregory greta
    guillaume gunther gustav hannah hans harold harriet harry hassan heather heidi helen helga henrik henry herbert
    hiroshi holger howard hussein ian ibrahim igor imran inga ingrid irene irina isabel isabella ivan jacob
    jacqueline jacques jakob jakub jamal james jamie jan jane janet janice jared jason javier jean jeff jeffrey
    jennifer jens jeremy jerome jessica jill jim joan joanna joao joe joel joerg johan johann johanna john johnny
    jonas jonathan jorge joseph joshua joyce juanita judith judy jules julian julie jurgen justin kamal karen karin
    karl karthik katarina kate katherine kathleen kathy katja katrin kavita keiko keith kelly ken kenji kenneth
    kerstin kevin khalid kim kirsten klaus kristen kristina kumar kurt kyle lakshmi lars laura lauren laurent
    lawrence leah leif lena leon leonard leonie leslie lewis liam linda lisa lorenzo louise luca lucas lucia lucy
    luis luisa lukas lydia magda magnus manuel marcel marcin marco marcus margaret maria marie marina mario marion
    marta martha martin martina mary masha mateusz mathieu matt matteo matthew matthias maureen maurice megan mehmet
    mei melanie melissa michael michal michel michelle miguel mikael mike mikhail mila mira miriam mohamed mohammed
    monica monika moritz muhammad mustafa nadia nancy naomi natalia natalie natasha nathan neha neil nicholas nicola
    nicolas nicole niels nikhil nikolai nils nina noah noor nora norbert olaf ole oleg olga oliver olivia olivier
    omar otis pablo pamela paolo patricia patrick patrik paul paula pauline pavel pawel pedro peggy peter petra phil
    philip philipp philippe pierre piotr pooja prakash priya rachel rafael rahul rainer raj rajesh ralf ralph ramon
    raphael ravi raymond rebecca reinhard renate ricardo richard rita robert roberta roberto roger rohan roland
    ronald rosa rudolf russell ruth ryan sabine sandeep sandra sanjay sara sarah satoshi scott sean sebastian sergei
    sergey sergio sharon sheila shirley silvia simon simone sofie sonia sonja sophia sophie stefan stefanie
    stephanie stephen steve steven stuart sunil suresh susan susanne sven svetlana sylvia tamara tanja tanya tara
    tatiana ted teresa terry theo theresa thomas tim timothy tina tobias todd tom tomas tomasz toni tony tracy
    ulrich ulrike ursula uwe valentina valerie vanessa vera veronica vijay vikram viktor vincent vivek vladimir
    walter wanda wayne wei wendy werner wilhelm william wolfgang yael yasmin yuki yusuf yvonne zoe
    """.split()
)
